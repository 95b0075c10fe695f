# PHP-FPM behind nginx: post_max_size, 8M where it is not set. A form over it is answered like any other, only that
# nothing of it reaches the script: what the script says of the length tells.
php_fpm=$(compgen -G '/usr/sbin/php-fpm*' | head -n 1)
needs nginx "${php_fpm:-php-fpm}"
default=8388608
way=whole
options='--shape form --echo /received'

serve() {
	cat >index.php <<-'END'
	<?php
	header("Content-Type: application/json");
	$files = $_FILES["file"] ?? ["size" => []];
	$many = (array)$files["size"];
	echo json_encode(["received" => strlen(http_build_query($_POST)), "fields" => count($_POST["f"] ?? []), "files" => count($many),
		"file" => array_sum($many)]);
	END
	cat >fpm.conf <<-END
	[global]
	error_log = /dev/stderr
	daemonize = no
	[www]
	$([ "$(id -u)" != 0 ] || echo 'user = root')
	listen = $PWD/fpm.sock
	pm = static
	pm.max_children = 2
	php_admin_value[memory_limit] = 512M
	END
	local settings=()
	[ "$limit" = "$default" ] || settings=(-d "post_max_size=$limit")
	run "$php_fpm" -F -R -y fpm.conf "${settings[@]}"
	nginx_server='client_max_body_size 0;'
	nginx_location="include /etc/nginx/fastcgi_params;
		fastcgi_param SCRIPT_FILENAME $PWD/index.php;
		fastcgi_pass unix:$PWD/fpm.sock;"
	start_nginx
}
