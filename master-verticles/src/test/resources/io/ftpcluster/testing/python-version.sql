BEGIN TRANSACTION;
CREATE TABLE permissions (
	id INTEGER NOT NULL, 
	user_id INTEGER, 
	server_id INTEGER, 
	user_pass VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(user_id) REFERENCES users (id), 
	FOREIGN KEY(server_id) REFERENCES servers (id)
);
INSERT INTO "permissions" VALUES(1,1,1,'gAAAAABrDSjO8LwYXz9LVVKv5UGBW32zyPjOakmd1lzs3sWcb0nmS7oCPfwi-R8zMOZ8fBxN2TUHx4Ru615AMFJTMA6-FN0xAw6I6hsJ6Lo9DJefOAom6nU=');
INSERT INTO "permissions" VALUES(2,2,1,'gAAAAABrDSjOJ2jw92hqGAkdxnbAQUMTITKZ1MAKcA9OufZqTbJcQIT57PvmCeF1YNGdjQQRsQ123yQUBaHbxcZo8VlVMgZNYA==');
INSERT INTO "permissions" VALUES(3,1,2,'gAAAAABrDSjOtgUkWicLqJmaVAZRkGf5RUcxX6coUA5Pw9jgrBib6T_C-tZ0P8hTtrz3pI2f544Q04MfvujB0A2I9bAU29MR0A==');
INSERT INTO "permissions" VALUES(4,1,1,'gAAAAABrDSjO1kRYC9mJlJTGH7tf6ZvwRHktgTMlmDp12X4WQb6gxmX5sAzhC9BZMgI5aFGPRdvu3ysIQSQWIGZrGyLSWTkl7g==');
INSERT INTO "permissions" VALUES(5,4,1,'gAAAAABrDSjOj3N7oVqE6YUnuqjZ-fhB4ZG7rpi9xnDU9yMDPdwl7NEp6zmWP5dgWWuRad2tBA2xiXvyRdPz5gYP34dZH12BFA==');
INSERT INTO "permissions" VALUES(6,2,9,'gAAAAABrDSjOwUpC7B5uTP7FzP9VzpACFaGVXrPe-rC8dKfimavvyjIryJY0IUXlFrcEmCpftknzA1v8mKQtwWuCkoyrVKv76w==');
INSERT INTO "permissions" VALUES(7,2,3,'gAAAAABrDSjOUhY_cSi8_SdPsWi7jrkbaYnFnb-b_jBbe0wGTK5FLvpM2Ta3qhzFRYeS7mr4NRqWroEAdAggdOYKjqDd6jxpLg==');
INSERT INTO "permissions" VALUES(8,3,2,'gAAAAABrDSjOtjGcj1ja5-Bt5cluckoSrv8UGJm9M5cV71OXqgLk4jGiSfAk0exEcOraw5KYRiXfd0kTULfbdxbiaE1mWvoaow==');
CREATE TABLE servers (
	id INTEGER NOT NULL, 
	alias VARCHAR NOT NULL, 
	host VARCHAR NOT NULL, 
	admin_user VARCHAR NOT NULL, 
	admin_pass VARCHAR NOT NULL, 
	ssh_key VARCHAR, 
	slave_id VARCHAR, 
	api_key VARCHAR, 
	public_key VARCHAR, 
	status VARCHAR, 
	memory_usage INTEGER, 
	cpu_usage INTEGER, 
	connected_users INTEGER, 
	root_usage INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (slave_id)
);
INSERT INTO "servers" VALUES(1,'alpha','ftp1.example','ftpadmin','','gAAAAABrDSjO9IlazQ1YhT3UztppaT0EuLPtQc9cS9VRlMo5b05UJT99fTq0VSdAsL7Qc0GiayDByjeQVZLKc6VDaHKbB6y0mg==','alpha-1',NULL,NULL,'ready',42,0,0,0);
INSERT INTO "servers" VALUES(2,'beta','192.0.2.7','root','gAAAAABrDSjO5UCcTzxMQjdyAbHoAcAUiWyYNLHGhwWfzY3GQtiuQfQmCbFxjdIlULrUXZeoM5XMU_xskamhkYJqqyXsNCov7Q==',NULL,NULL,NULL,NULL,NULL,0,0,0,0);
INSERT INTO "servers" VALUES(3,'bad alias','ftp3.example','ftpadmin','',NULL,NULL,NULL,NULL,NULL,0,0,0,0);
CREATE TABLE users (
	id INTEGER NOT NULL, 
	username VARCHAR NOT NULL, 
	password_hash VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "users" VALUES(1,'anna','$2b$04$2xfkoGlUkteVB/gdzPcGeuCML/127uVzaNqFJm7IkZs6uq7suK0Y6');
INSERT INTO "users" VALUES(2,'bertil','$2b$04$Q9bkigt2gmOsyAOtLzU9GuTCGZroCwy1xdEd4rUSn47Na9dDTChpi');
INSERT INTO "users" VALUES(3,'carla','scrypt:32768:8:1$saltsaltsalt$00ff');
INSERT INTO "users" VALUES(4,'Müller & Söhne','$2b$04$s.rSx3vK.UjaPqDrstKZP.Q/cMdWpOVZ9L8kO1e8/fhNtDZoh1Xze');
INSERT INTO "users" VALUES(5,'ANNA','$2b$04$KY.RS0L.XpigmHQjQOjyJe4B06PDU2UzlscMMhIGsakuwpnYcDfLK');
CREATE INDEX ix_users_id ON users (id);
CREATE UNIQUE INDEX ix_users_username ON users (username);
CREATE UNIQUE INDEX ix_servers_alias ON servers (alias);
CREATE INDEX ix_servers_id ON servers (id);
CREATE INDEX ix_permissions_id ON permissions (id);
COMMIT;
