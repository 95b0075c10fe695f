# Tomcat counts the fields of a form: maxParameterCount, 10,000 where it is not set, and leaves out the others.
. "$here/servers/tomcat.sh"
default=10000 odd_limit=-
way=things
options='--dimension fields --echo /fields'
names='tomcat maxParameterCount'
