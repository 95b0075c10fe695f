// A form, JSON, multipart and a stream by Node's fetch; with an argument, one upload of so many bytes, and the status of its answer.
'use strict';
const url = process.env.PLIMSOLL_URL;

async function* pieces() {
	for (let i = 0; i < 100; i++) yield new Uint8Array(1000).fill(120);
}

async function main() {
	if (process.argv[2]) {
		const body = new Uint8Array(+process.argv[2]).fill(120);
		const answer = await fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/octet-stream' } });
		console.log(answer.status);
		return;
	}
	const form = new FormData();
	form.append('file', new Blob([new Uint8Array(100000).fill(120)]), 'a.bin');
	await fetch(`${url}/form`, { method: 'POST', body: new URLSearchParams({ a: '1' }) });
	await fetch(`${url}/json`, { method: 'POST', body: '{"a":1}', headers: { 'Content-Type': 'application/json' } });
	await fetch(`${url}/multipart`, { method: 'POST', body: form });
	await fetch(`${url}/stream`, { method: 'POST', body: pieces(), duplex: 'half', headers: { 'Content-Type': 'text/plain' } });
}

main();
