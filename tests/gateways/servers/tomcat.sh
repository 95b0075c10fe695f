# Tomcat lets a form over maxPostSize, 2 MiB where it is not set, reach the page without its parameters: what the page says
# of the length tells.
needs java /usr/share/tomcat10
default=2097152
options='--shape form --echo /received'

serve() {
	mkdir -p conf logs temp work webapps/ROOT
	cat >webapps/ROOT/index.jsp <<-'END'
	<%@ page contentType="application/json" trimDirectiveWhitespaces="true" %><%
		long length = 0;
		for (java.util.Map.Entry<String, String[]> field : request.getParameterMap().entrySet())
			length += field.getKey().length() + 1 + field.getValue()[0].length();
		String[] fields = request.getParameterValues("f[]");
	%>{"received": <%= length %>, "fields": <%= fields == null ? 0 : fields.length %>}
	END
	cat >conf/server.xml <<-END
	<Server port="-1"><Service name="Catalina">
		<Connector address="127.0.0.1" port="$port" $([ "$limit" = "$default" ] || echo "maxPostSize=\"$limit\"")/>
		<Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps" deployOnStartup="true"/></Engine>
	</Service></Server>
	END
	cp /usr/share/tomcat10/etc/web.xml conf/
	JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")") CATALINA_HOME=/usr/share/tomcat10 CATALINA_BASE=$PWD \
		run /usr/share/tomcat10/bin/catalina.sh run
	up "$port" /
}
