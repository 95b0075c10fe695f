# Django counts the fields of a form: DATA_UPLOAD_MAX_NUMBER_FIELDS, 1000 where it is not set.
. "$here/servers/django.sh"
default=1000 odd_limit=-
way=things
options='--dimension fields'
names='django DATA_UPLOAD_MAX_NUMBER_FIELDS'
export READ_FORM=1
