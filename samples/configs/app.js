// limit: '9mb' in a comment is none
const express = require('express');
const app = express();
app.use(express.json({ limit: '50mb' }));
app.use(express.urlencoded({ extended: true, limit: 2 * 1024 * 1024, parameterLimit: 5000 }));
app.use(express.raw({ limit: process.env.MAX_BODY }));
const upload = multer({ limits: { fileSize: 5_000_000 } });
db.find({ limit: 10 });
const page = `limit: '1kb' ${page}`;
