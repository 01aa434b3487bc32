META
key;value
description;Bagian yang sama
country;Indonesia
unit;Kota Rekaan
instance;2027
num_projects;4
num_votes;9
budget;900
vote_type;approval
rule;equalshares/add1
date_begin;14.01.2027
date_end;14.01.2027
weather;rain
language;id
currency;IDR
comment;"#1: Written by hand; nobody voted."
PROJECTS
project_id; cost; votes; name; selected
1; 600; 5; Gapura; 0
2; 300; 4; Parit; 1
3; 300; 3; Lampu; 1
4; 100; 1; Rambu; 1
VOTES
voter_id; vote
1; 1,2
2; 1,2
3; 1,2
4; 1,2
5; 1
6; 3
7; 3
8; 3
9; 4
