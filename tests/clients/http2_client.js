// Four streams at once on one connection of HTTP/2 without TLS, by Node, beside one that is given up: what comes back on each.
const http2 = require('http2');

const client = http2.connect(process.env.PLIMSOLL_URL);

function send(path, length) {
	return new Promise((resolve, reject) => {
		const stream = client.request({ ':method': 'POST', ':path': path, 'content-type': 'text/plain' });
		let status, text = '';
		stream.on('response', headers => { status = headers[':status']; });
		stream.on('data', data => { text += data; });
		stream.on('end', () => resolve(`${path} ${status} ${text.trim().replace(/.*received/, 'received')}`));
		stream.on('error', reject);
		stream.end(Buffer.alloc(length, 'x'));
	});
}

const abandoned = client.request({ ':method': 'POST', ':path': '/abandoned', 'content-type': 'text/plain' });
abandoned.on('error', () => {});
abandoned.write('x'.repeat(1000));
setTimeout(() => abandoned.close(http2.constants.NGHTTP2_CANCEL), 100);
Promise.all([1, 2, 3, 4].map(i => send('/' + i, 100000 * i)))
	.then(lines => console.log(lines.join('\n')))
	.catch(error => { console.log(String(error)); process.exitCode = 1; })
	.finally(() => client.close());
