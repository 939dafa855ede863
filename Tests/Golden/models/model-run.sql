-- name model_run()
-- why Models are built from SQL as from the command line, and errors say where.

select json_array_length(model_run('', json_object('project', '{fixtures}/dbt/clinic', 'command', 'ls'))) > 5;
--> 1

select model_run('', json_object('project', '{fixtures}/dbt/nowhere'));
--! dbt_project.yml

select model_run('', json_object('project', '{fixtures}/dbt/clinic', 'comand', 'ls'));
--! model_run\(\) has no option 'comand'.*did you mean 'command'

select model_run('', json_object('project', '{fixtures}/dbt/clinic', 'command', 'lst'));
--! there is no command 'lst'
