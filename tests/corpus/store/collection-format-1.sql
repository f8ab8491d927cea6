-- A collection as the first version wrote it: a dump of its file, with its format number.
BEGIN TRANSACTION;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, text TEXT NOT NULL, source TEXT NOT NULL, sha256 TEXT NOT NULL,
    added TEXT NOT NULL, title TEXT, publisher TEXT, author TEXT, published TEXT, updated TEXT,
    url TEXT, language TEXT
);
INSERT INTO "documents" VALUES('95ad16c329f5','---
title: Storms over Kent
publisher: Kent Daily
author: Ann Lee
published: 2022-11
updated: 2022-12-01
url: https://example.org/storms?a=''b''
language: en
---
Roads were closed on Friday.

“It was the worst night,” said Ann O’Lee. 🌩
','/home/ann/articles/deep/storm-copy.md','93ed93857a82b9ef780fc531b62f43f25d0f62bfde9ca7c0d086208509e3e3f4','2026-11-25T02:18:56.420412+00:00','Storms over Kent','Kent Daily','Ann Lee','2022-11','2022-12-01','https://example.org/storms?a=''b''','en');
INSERT INTO "documents" VALUES('2e9831be5a58','Шторм над Кентом

Дороги закрыли в пятницу.
','/home/ann/articles/deep/storm-ru.txt','6c338050303f345b670fe02bcacc607b1729eb41b6c892375c98849832be57d2','2026-11-25T02:18:56.420602+00:00','Шторм над Кентом',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "documents" VALUES('5c3a7b5eb44f','A note.

It	tabs; and ''quotes''.
','/home/ann/note.txt','f6dbcb0f712c1da231776ab58112d56b3f87faac9b1d0f4cba27ea2b265f14f1','2026-11-25T02:18:56.420931+00:00',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE roots (path TEXT PRIMARY KEY);
INSERT INTO "roots" VALUES('/home/ann/articles');
INSERT INTO "roots" VALUES('/home/ann/note.txt');
CREATE TABLE sources (
    path TEXT PRIMARY KEY, document_id TEXT, digest TEXT NOT NULL
);
INSERT INTO "sources" VALUES('/home/ann/articles/deep/storm-copy.md','95ad16c329f5','93ed93857a82b9ef780fc531b62f43f25d0f62bfde9ca7c0d086208509e3e3f4');
INSERT INTO "sources" VALUES('/home/ann/articles/deep/storm-ru.txt','2e9831be5a58','6c338050303f345b670fe02bcacc607b1729eb41b6c892375c98849832be57d2');
INSERT INTO "sources" VALUES('/home/ann/articles/storm.md','95ad16c329f5','93ed93857a82b9ef780fc531b62f43f25d0f62bfde9ca7c0d086208509e3e3f4');
INSERT INTO "sources" VALUES('/home/ann/articles/sun.txt',NULL,'5786efb2efffcb3b8abc0fd51f03e48153f4b0ea681d2808750fe3c77e03d0aa');
INSERT INTO "sources" VALUES('/home/ann/note.txt','5c3a7b5eb44f','f6dbcb0f712c1da231776ab58112d56b3f87faac9b1d0f4cba27ea2b265f14f1');
CREATE TABLE state (revision TEXT NOT NULL);
INSERT INTO "state" VALUES('d26ea4dc3a8d49ffb21b8ec973fd6002');
CREATE INDEX documents_by_sha256 ON documents (sha256);
CREATE INDEX sources_by_document ON sources (document_id);
COMMIT;
PRAGMA user_version = 1;
