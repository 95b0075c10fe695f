# Apache httpd refuses a header line: LimitRequestFieldSize, 8190 where it is not set, and three bytes more as plimsoll counts.
. "$here/servers/apache.sh"
default=8193 odd_limit=5681
way=head
options='--dimension header'
names='apache LimitRequestFieldSize'
limit_line=LimitRequestFieldSize beyond=3
