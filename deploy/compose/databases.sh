#!/bin/sh
# Run once, when the server is first made: a role and a database for each service, with the password of the secret.
set -eu
for name in central districts bookstores lending gateway; do
  psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 --set "name=$name" --set "password=$(cat /run/secrets/database-password)" <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
SQL
done
