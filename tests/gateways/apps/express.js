// Express with body-parser's JSON and form readers. usage: express.js PORT [LIMIT]
'use strict';
const express = require('express');
const limit = process.argv[3] ? { limit: +process.argv[3] } : {};
const app = express();
app.set('env', 'production');
app.use(express.json(limit), express.urlencoded({ extended: false, ...limit }));
app.use((request, response) => response.json({ received: Object.keys(request.body || {}).length }));
app.listen(+process.argv[2], '127.0.0.1');
