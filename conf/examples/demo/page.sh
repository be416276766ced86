#!/bin/sh
# The task of the demo: writes a page and a configuration for nginx.
mkdir -p /run/demo
cat >/run/demo/index.html <<HTML
<!doctype html>
<title>ctinit</title>
<h1>Served from $(hostname)</h1>
<p>PID 1 here is $(cat /proc/1/comm); this page was written by a task at $(date +%T).</p>
HTML
cat >/run/demo/nginx.conf <<NGINX
pid /run/demo/nginx.pid;
$([ "$(id -u)" != 0 ] || echo "user root;") # there may be no other id
error_log stderr warn;
worker_processes 1;
events { worker_connections 64; }
http {
    access_log /dev/stdout;
    client_body_temp_path /run/demo/body;
    proxy_temp_path /run/demo/proxy;
    fastcgi_temp_path /run/demo/fastcgi;
    uwsgi_temp_path /run/demo/uwsgi;
    scgi_temp_path /run/demo/scgi;
    server { listen 127.0.0.1:${PORT:-8080}; root /run/demo; }
}
NGINX
echo "page written"
