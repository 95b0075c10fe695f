# multer refuses a field's value: limits.fieldSize, 1 MiB where it is not set.
. "$here/servers/multer.sh"
default=1048576 odd_limit=-
options='--shape multipart --dimension field'
names='multer limits.fieldSize'
