META
key;value
description;Dana lingkungan
country;Indonesia
unit;Kota Rekaan
instance;2027
num_projects;5
num_votes;11
budget;100000
vote_type;approval
rule;greedy
date_begin;14.01.2027
date_end;14.01.2027
min_length;1
max_sum_cost;100000
weather;rain
language;id
currency;IDR
comment;"#1: Written by hand; nobody voted."
PROJECTS
project_id;cost;category;votes;name;selected
A1;60000;public space;6;"Taman; tahap II";1
B2;50000;roads;5;"Titi ""kayu"" baru";0
C3;40000;roads;4;Lampu jalan;1
D4;5000;culture;3;Buku posyandu;0
E5;1000;sport;0;Bola kaki [merah];0
VOTES
voter_id;age;sex;vote;voting_method
v1;34;f;A1,C3;internet
v2;51;m;A1,C3;paper
v3;23;m;A1;internet
v4;19;f;A1,D4;internet
v5;62;f;A1;internet
v6;54;m;A1;paper
v7;49;m;B2,D4,C3;paper
v8;27;f;B2,D4;internet
v9;39;f;B2,C3;internet
v10;44;m;B2;internet
v11;58;f;B2;internet
