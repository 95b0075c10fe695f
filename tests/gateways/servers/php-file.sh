# PHP drops a file over upload_max_filesize, 2M where it is not set: the length that the script sees tells.
. "$here/servers/php.sh"
default=2097152 odd_limit=-
options='--dimension file --echo /file'
names='php-fpm upload_max_filesize'
