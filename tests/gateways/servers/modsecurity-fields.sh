# libmodsecurity refuses a form of SecArgumentsLimit arguments, 1000 as it is recommended.
. "$here/servers/modsecurity.sh"
default=999 odd_limit=-
way=things
options='--dimension fields'
names='modsecurity SecArgumentsLimit'
