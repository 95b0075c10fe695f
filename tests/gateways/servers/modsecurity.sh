# libmodsecurity in nginx refuses what it has read to its end with 403: SecRequestBodyLimit, 12.5 MiB as it is recommended.
needs nginx node /usr/lib/nginx/modules/ngx_http_modsecurity_module.so
default=13107200
way=whole

serve() {
	start_app
	cat >modsecurity.conf <<-END
	SecRuleEngine On
	SecRequestBodyAccess On
	SecRequestBodyLimit $limit
	SecRequestBodyNoFilesLimit 131072
	SecRequestBodyLimitAction Reject
	SecAuditEngine Off
	END
	nginx_main='load_module /usr/lib/nginx/modules/ngx_http_modsecurity_module.so;'
	nginx_server='client_max_body_size 0; modsecurity on; modsecurity_rules_file modsecurity.conf;'
	nginx_location="proxy_pass http://127.0.0.1:$app;"
	start_nginx
}
