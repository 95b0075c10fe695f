# Apache httpd counts header lines: LimitRequestFields, 100 where it is not set.
. "$here/servers/apache.sh"
default=100 odd_limit=57
way=head
options='--dimension header-count'
names='apache LimitRequestFields'
limit_line=LimitRequestFields
