// Counts the body while it comes, and refuses it when there is too much. usage: counting.js PORT LIMIT
'use strict';
const limit = +process.argv[3];
require('http').createServer((request, response) => {
	let bytes = 0;
	request.on('data', chunk => {
		bytes += chunk.length;
		if (bytes <= limit || response.headersSent)
			return;
		response.writeHead(413, { Connection: 'close' });
		response.end('too large\n');
	});
	request.on('end', () => response.headersSent || response.end('fine\n'));
	request.on('error', () => {});
}).listen(+process.argv[2], '127.0.0.1');
