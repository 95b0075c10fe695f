// Reads the whole body, then says how long it was. usage: app.js PORT
'use strict';
require('http').createServer((request, response) => {
	let bytes = 0;
	request.on('data', chunk => { bytes += chunk.length; });
	request.on('end', () => response.end(`received ${bytes} bytes\n`));
	request.on('error', () => {});
}).listen(+process.argv[2], '127.0.0.1');
