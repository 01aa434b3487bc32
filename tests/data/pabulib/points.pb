META
key;value
description;Sepuluh poin
country;Indonesia
unit;Kota Rekaan
instance;2027
num_projects;3
num_votes;5
budget;100
vote_type;cumulative
rule;greedy
date_begin;14.01.2027
date_end;14.01.2027
max_sum_points;10
weather;rain
language;id
currency;IDR
comment;"#1: Written by hand; nobody voted."
PROJECTS
project_id;cost;votes;score;name;selected
11;70;3;22;Titi;1
12;50;2;15;Parit;0
13;30;2;13;Lampu;1
VOTES
voter_id;vote;points
1;11;10
2;11;10
3;12,13,11;5,3,2
4;12;10
5;13;10
