# body-parser counts the fields of a form: parameterLimit, 1000 where it is not set.
. "$here/servers/express.sh"
default=1000 odd_limit=-
way=things
options='--dimension fields'
names='express parameterLimit'
