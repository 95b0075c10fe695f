// Express with multer, which keeps nothing of the files. usage: multer.js PORT [LIMIT]
'use strict';
const express = require('express');
const multer = require('multer');
const app = express();
const discard = {
	_handleFile(request, file, done) {
		let size = 0;
		file.stream.on('data', chunk => { size += chunk.length; });
		file.stream.on('end', () => done(null, { size }));
	},
	_removeFile(request, file, done) { done(null); },
};
app.set('env', 'production');
app.use(multer({ storage: discard, ...(process.argv[3] ? { limits: { fileSize: +process.argv[3] } } : {}) }).any());
app.use((request, response) => response.json({ received: (request.files || []).reduce((sum, file) => sum + file.size, 0) }));
app.listen(+process.argv[2], '127.0.0.1');
