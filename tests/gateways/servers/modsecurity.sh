# libmodsecurity in nginx refuses what it has read to its end with 403: SecRequestBodyLimit, 12.5 MiB as it is recommended.
needs nginx node /usr/lib/nginx/modules/ngx_http_modsecurity_module.so
default=13107200
way=whole

serve() {
	start_app
	cat >modsecurity.conf <<-END
	SecRuleEngine On
	SecRequestBodyAccess On
	SecRequestBodyLimit $([[ $options == *--dimension* ]] && echo 13107200 || echo "$limit")
	SecRequestBodyNoFilesLimit 131072
	SecRequestBodyLimitAction Reject
	SecRequestBodyJsonDepthLimit 512
	SecArgumentsLimit 1000
	SecRule REQUEST_HEADERS:Content-Type "^application/json" "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
	SecRule &ARGS "@ge 1000" "id:200007,phase:2,t:none,log,deny,status:400,msg:'Failed to fully parse request body due to large argument count',severity:2"
	SecRule REQBODY_ERROR "!@eq 0" "id:200002,phase:2,t:none,log,deny,status:400,msg:'Failed to parse request body.',severity:2"
	SecAuditEngine Off
	END
	nginx_main='load_module /usr/lib/nginx/modules/ngx_http_modsecurity_module.so;'
	nginx_server='client_max_body_size 0; modsecurity on; modsecurity_rules_file modsecurity.conf;'
	nginx_location="proxy_pass http://127.0.0.1:$app;"
	start_nginx
}
