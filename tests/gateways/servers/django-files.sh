# Django counts the files of a multipart body: DATA_UPLOAD_MAX_NUMBER_FILES, 100 where it is not set.
. "$here/servers/django.sh"
default=100 odd_limit=-
way=things
options='--dimension parts'
names='django DATA_UPLOAD_MAX_NUMBER_FILES'
export READ_FORM=1
