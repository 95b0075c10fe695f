# libmodsecurity refuses JSON that is nested deeper than SecRequestBodyJsonDepthLimit, 512 as it is recommended.
. "$here/servers/modsecurity.sh"
default=512 odd_limit=-
way=things
options='--dimension json-depth'
names='modsecurity SecRequestBodyJsonDepthLimit'
