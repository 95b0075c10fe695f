# Apache httpd refuses a request line: LimitRequestLine, 8190 where it is not set, and three bytes more as plimsoll counts.
. "$here/servers/apache.sh"
default=8193 odd_limit=5681
way=head
options='--dimension request-line'
names='apache LimitRequestLine'
limit_line=LimitRequestLine beyond=3
