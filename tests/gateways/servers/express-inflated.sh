# Express counts what a compressed body inflates to.
. "$here/servers/express.sh"
way=inflated
options='--shape json --dimension inflated'
