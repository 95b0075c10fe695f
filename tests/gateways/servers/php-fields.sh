# PHP drops the fields of a form beyond max_input_vars, 1000 where it is not set, and keeps one more: how many the script sees tells.
. "$here/servers/php.sh"
default=1001 odd_limit=-
way=things
options='--dimension fields --echo /fields'
names='php-fpm max_input_vars'
