# PHP drops the files beyond max_file_uploads, 20 where it is not set: how many the script sees tells.
. "$here/servers/php.sh"
default=20 odd_limit=-
way=things
options='--dimension parts --echo /files'
names='php-fpm max_file_uploads'
