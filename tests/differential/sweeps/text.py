"""String functions."""

EXPRESSIONS = """
UPPER(s)|LOWER(s)|INITCAP(s)|CHAR_LENGTH(s)|CHARACTER_LENGTH(s)|REVERSE(s)|TRIM(s)|LTRIM(s)|RTRIM(s)|TRIM(BOTH ' ' FROM s)
TRIM(LEADING 'a' FROM s)|TRIM(TRAILING 'c' FROM s)|TRIM(BOTH u FROM s)|TRIM(BOTH 'ab' FROM 'abcab')|BTRIM(s)
SUBSTRING(s, 2)|SUBSTRING(s, 2, 4)|SUBSTRING(s, 0)|SUBSTRING(s, 0, 2)|SUBSTRING(s, -3)|SUBSTRING(s, -3, 2)|SUBSTRING(s, 100, 2)
SUBSTRING(s, 2, 0)|SUBSTRING(s, -100, 99)|SUBSTRING(s FROM j FOR 2)|SUBSTRING(s, j, j)|SUBSTR(s, 3)|SUBSTR(s, 2, 3)
SUBSTRING(v, 2, 3)|SUBSTRING(s, 2, -1)|SUBSTRING(s, i, 3)|SUBSTRING(s, 1, i)
LEFT(s, 3)|LEFT(s, 0)|LEFT(s, -1)|LEFT(s, j)|RIGHT(s, 3)|RIGHT(s, 0)|RIGHT(s, -2)|RIGHT(s, 100)|LEFT(s, 100)|RIGHT(s, j)
LPAD(s, 5, 'xy')|RPAD(s, 5, 'xy')|LPAD(s, 0, 'x')|LPAD(s, -1, 'x')|LPAD(s, 20, '')|RPAD(s, 20, '')|LPAD(v, 10, u)|RPAD(v, 10, u)
RPAD(s, -1, 'x')|RPAD(s, 0, 'x')|LPAD(s, 15, '日本')
REPEAT(s, 2)|REPEAT(s, 0)|REPEAT(s, -1)|REPEAT(u, j)|REPLACE(s, u, '<>')|REPLACE(s, '', '-')|REPLACE(s, 'l', '')|REPLACE(s, u, v)
POSITION(u IN s)|POSITION('' IN s)|LOCATE(u, s)|LOCATE(u, s, 2)|LOCATE('o', s, 6)|LOCATE('', s)|INSTR(s, u)|INSTR(s, '')|LOCATE(u, s, j)
LOCATE('o', s, 0)|LOCATE('o', s, -1)
CONCAT(s, u)|CONCAT(s, '-', u, v)|CONCAT_WS('-', s, u, v)|CONCAT_WS(u, s, v)|CONCAT_WS('', s, u)|s || u|s || '!' || v|u || NULL
CONCAT_WS(CAST(NULL AS STRING), s, u)|CONCAT_WS(',', CAST(NULL AS STRING), CAST(NULL AS STRING))|CONCAT(v)|CONCAT('a', 'b')
OVERLAY(s PLACING 'XY' FROM 2)|OVERLAY(s PLACING 'XY' FROM 2 FOR 1)|OVERLAY(s PLACING 'XYZ' FROM 2 FOR 0)|OVERLAY(s PLACING u FROM j FOR 3)
OVERLAY(s PLACING 'XY' FROM 100)|OVERLAY(s PLACING 'XY' FROM 0)|OVERLAY(s PLACING 'XY' FROM -1)|OVERLAY(s PLACING '' FROM 1 FOR 2)
OVERLAY('abcdef' PLACING 'XYZ' FROM 3 FOR 10)|OVERLAY('abcdef' PLACING 'XYZ' FROM 3 FOR -1)
ASCII(s)|ASCII(u)|ASCII('日')|CHR(65)|CHR(i)|CHR(b)|CHR(-5)|CHR(300)|CHR(ti)|CHR(0)|CHR(128)|CHR(255)
ENCODE(s, 'UTF-8')|ENCODE(s, 'UTF-16')|ENCODE(s, 'US-ASCII')|ENCODE(s, 'ISO-8859-1')|DECODE(ENCODE(s, 'UTF-8'), 'UTF-8')
DECODE(ENCODE(s, 'UTF-16BE'), 'UTF-16BE')|DECODE(ENCODE(s, 'UTF-16LE'), 'UTF-16LE')|TO_BASE64(s)|FROM_BASE64(TO_BASE64(s))|FROM_BASE64('aGVsbG8gd29ybGQ=')
FROM_BASE64('aGVsbG8')|FROM_BASE64('')|MD5(s)|SHA1(s)|SHA224(s)|SHA256(s)|SHA384(s)|SHA512(s)|SHA2(s, 256)|SHA2(s, 224)|SHA2(s, 512)|SHA2(s, 384)
MD5('')|MD5(v)|SHA2(s, 0)|SHA2(s, i)
SPLIT_INDEX(s, ',', 0)|SPLIT_INDEX(s, ',', 1)|SPLIT_INDEX(s, ',', 2)|SPLIT_INDEX(s, ',', 3)|SPLIT_INDEX(s, ',', 4)|SPLIT_INDEX(s, ',', -1)
SPLIT_INDEX(s, u, 0)|SPLIT_INDEX(s, '', 0)|SPLIT_INDEX(s, 'll', 1)|SPLIT_INDEX(s, ' ', 1)|SPLIT_INDEX(s, u, 1)|SPLIT_INDEX(s, 44, 1)|SPLIT_INDEX(s, ';', j)
STR_TO_MAP(s, ';', '=')|STR_TO_MAP('a=1,b=2')|STR_TO_MAP(s)|STR_TO_MAP('a:1;b:2', ';', ':')|STR_TO_MAP('a=1,b,c=')|STR_TO_MAP('a=1,a=2')['a']
STR_TO_MAP('k1=v1;k2=v2', ';', '=')['k2']|STR_TO_MAP('')|STR_TO_MAP('a.1|b.2', '\\|', '\\.')
REGEXP(s, '[a-z]+')|REGEXP(s, '^H')|REGEXP(s, u)|REGEXP(s, '\\d')|REGEXP(s, '')|REGEXP(s, '\\w+ \\w+')|REGEXP(s, '[')
REGEXP_REPLACE(s, '[aeiou]', '*')|REGEXP_REPLACE(s, '(l+)', '<$1>')|REGEXP_REPLACE(s, '\\s+', '')|REGEXP_REPLACE(s, u, '.')
REGEXP_REPLACE(s, '', '-')|REGEXP_REPLACE(s, '(?i)h', 'J')|REGEXP_REPLACE(s, '[', 'x')|REGEXP_REPLACE(s, '^.', '$0$0')|REGEXP_REPLACE(s, 'o', '$')
REGEXP_REPLACE(s, 'o', '\\\\')|REGEXP_REPLACE(s, '(?<n>o)', '${n}!')|REGEXP_REPLACE(s, '.', u)
REGEXP_EXTRACT(s, '([a-z]+)=([a-z0-9]+)', 1)|REGEXP_EXTRACT(s, '([A-Z])([a-z]*)', 2)|REGEXP_EXTRACT(s, '[0-9]+')|REGEXP_EXTRACT(s, '[0-9]+', 0)
REGEXP_EXTRACT(s, '(x)?o', 1)|REGEXP_EXTRACT(s, 'o', 3)|REGEXP_EXTRACT(s, '(\\w+)$', 1)|REGEXP_EXTRACT(s, u, 0)|REGEXP_EXTRACT(s, '[', 0)|REGEXP_EXTRACT(s, 'o', -1)
s LIKE 'H%'|s LIKE '%o%'|s LIKE '_ello%'|s LIKE ''|s LIKE u|s LIKE '%' || u || '%'|v LIKE 'a!%b%' ESCAPE '!'|v LIKE 'a\\%b%'|s NOT LIKE '%a%'
v LIKE 'a!%b!_c' ESCAPE '!'|s LIKE '%日_'|s LIKE 'H%d'|s LIKE '%%'|s LIKE 'h%'|s LIKE 'Hello World'|s LIKE '_____ _____'|s LIKE '.*'
s SIMILAR TO '(H|M)%'|s SIMILAR TO '[A-Z][a-z]+ %'|s NOT SIMILAR TO '%[0-9]+%'|s SIMILAR TO '%(o|x){1,2}%'|s SIMILAR TO 'a,b,_c'
s SIMILAR TO '%\\s%'|v SIMILAR TO 'a!%b%' ESCAPE '!'
s = u|s <> u|s < u|s <= v|s > 'M'|s >= 'a'|s BETWEEN 'A' AND 'a'|s IN ('', 'Hello World')|s NOT IN ('', 'x')|s IS NULL|u IS NOT NULL
s IN ('a', NULL)|s NOT IN ('a', NULL)|'abc' = 'abc '|v = 'x'|v || '' = u
IS_ALPHA(s)|IS_DIGIT(s)|IS_DECIMAL(s)|IS_DECIMAL(num)|IS_DIGIT(num)|IS_ALPHA(u)|IS_ALPHA('')|IS_DECIMAL('1.5')|IS_DECIMAL('-1')|IS_DIGIT('')|IS_DECIMAL('1e5')
PARSE_URL('http://u:p@example.com:80/p/q.html?k=v&a=1#frag', 'HOST')|PARSE_URL('http://u:p@example.com:80/p/q.html?k=v&a=1#frag', 'PATH')
PARSE_URL('http://u:p@example.com:80/p/q.html?k=v&a=1#frag', 'QUERY')|PARSE_URL('http://u:p@example.com:80/p/q.html?k=v&a=1#frag', 'REF')
PARSE_URL('http://u:p@example.com:80/p/q.html?k=v&a=1#frag', 'PROTOCOL')|PARSE_URL('http://u:p@example.com:80/p/q.html?k=v&a=1#frag', 'FILE')
PARSE_URL('http://u:p@example.com:80/p/q.html?k=v&a=1#frag', 'AUTHORITY')|PARSE_URL('http://u:p@example.com:80/p/q.html?k=v&a=1#frag', 'USERINFO')
PARSE_URL('http://example.com/p?k=v&a=1', 'QUERY', 'a')|PARSE_URL('http://example.com/p?k=v&a=1', 'QUERY', 'zz')|PARSE_URL('nonsense', 'HOST')|PARSE_URL(s, 'HOST')
PARSE_URL('http://example.com', 'PATH')|PARSE_URL('http://example.com', 'NOPART')
CHAR_LENGTH('日本😀')|SUBSTRING('日本😀x', 3, 1)|REVERSE('日本😀x')|LPAD('😀', 4, 'ab')|UPPER('straße')|LOWER('İ')|INITCAP('hello-world foo_bar 1a é')
INITCAP('ÉCOLE école')|UPPER('ŉ')|LEFT('😀a', 1)|POSITION('x' IN '日本😀x')|CHAR_LENGTH(v)
s = ''|COALESCE(s, u, 'none')|NULLIF(s, '')|IFNULL(s, 'z')|IF(s = '', 'empty', s)|CASE s WHEN '' THEN 'e' WHEN 'a,b,,c' THEN 'list' ELSE u END
GREATEST(s, u)|LEAST(s, u, v)|GREATEST('a', 'B')|UNHEX('6162')|TRANSLATE(s, 'lo', 'xy')|ELT(1, 'a', 'b')|STARTSWITH(s, 'H')|ENDSWITH(s, 'd')|SPLIT(s, ',')
X'00ff'|CAST(X'6869' AS STRING)|CAST(s AS BYTES)|CAST('hi' AS BINARY(4))|CAST('hi' AS VARBINARY(1))|OCTET_LENGTH(s)|CAST(CAST(s AS BYTES) AS STRING)
U&'\\00e9'|_UTF8'é'|'it''s'|'a' 'b'|CAST('abc' AS CHAR(5)) || '|'|CAST('abc' AS CHAR(2))|CAST('abc' AS VARCHAR(2))|CAST(s AS CHAR(4)) || '|'|CAST(s AS VARCHAR(4))
SOUNDEX(s)|DIFFERENCE(s, u)|SPACE(3)|LENGTH(s)|CHARACTER_LENGTH('')|LCASE(s)|UCASE(s)
"""
