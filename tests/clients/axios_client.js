// A form, JSON, multipart and a stream by axios; with an argument, one upload of so many bytes, and the status of its answer.
'use strict';
const axios = require('axios');
const { Readable } = require('stream');
const url = process.env.PLIMSOLL_URL;

async function main() {
	if (process.argv[2]) {
		const answer = await axios.post(url, Buffer.alloc(+process.argv[2], 120), {
			headers: { 'Content-Type': 'application/octet-stream' }, validateStatus: () => true,
		});
		console.log(answer.status);
		return;
	}
	const form = new FormData();
	form.append('file', new Blob([Buffer.alloc(100000, 120)]), 'a.bin');
	await axios.post(`${url}/form`, new URLSearchParams({ a: '1' }));
	await axios.post(`${url}/json`, { a: 1 });
	await axios.post(`${url}/multipart`, form);
	await axios.post(`${url}/stream`, Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(1000, 120))), {
		headers: { 'Content-Type': 'text/plain' }, maxRedirects: 0,
	});
}

main();
