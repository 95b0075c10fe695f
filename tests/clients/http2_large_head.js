// A head of 300 KiB over HTTP/2, small on the wire since each line but the first is a reference to it: the status of the answer.
const http2 = require('http2');

const client = http2.connect(process.env.PLIMSOLL_URL, { maxSendHeaderBlockLength: 1 << 20 });
const stream = client.request({ ':path': '/', 'x-large': Array(100).fill('v'.repeat(3000)) });
stream.on('response', headers => console.log(headers[':status']));
stream.on('error', error => console.log(error.code));
stream.on('close', () => client.close());
stream.resume();
