// Values and what PyIceberg's transforms make of them, for comparison with the vectorised ones.
//
// Written by PyIceberg 0.12: pyiceberg.transforms on random values (seed 20260131), eight of each
// type and transform, without two that are too long for a line. A line is:
//
//     type | transform | value | result

let pyIcebergTransforms = #"""
    int|bucket[16]|65|1
    int|bucket[16]|22|13
    int|bucket[16]|-1201076812|9
    int|bucket[16]|-1903936617|0
    int|bucket[16]|-765584869|9
    int|bucket[16]|-1237911774|10
    int|bucket[16]|113122865|5
    int|bucket[16]|18|12
    int|bucket[1000]|-4417607|402
    int|bucket[1000]|1348562069|672
    int|bucket[1000]|-220581876|977
    int|bucket[1000]|-2042856628|300
    int|bucket[1000]|2071711821|810
    int|bucket[1000]|-1859699969|170
    int|bucket[1000]|-1593957083|477
    int|bucket[1000]|79|202
    int|truncate[3]|-32419916|-32419917
    int|truncate[3]|72|72
    int|truncate[3]|-79|-81
    int|truncate[3]|34|33
    int|truncate[3]|-11|-12
    int|truncate[3]|6|6
    int|truncate[3]|244893651|244893651
    int|truncate[3]|-35|-36
    int|truncate[10000]|1338223388|1338220000
    int|truncate[10000]|97|0
    int|truncate[10000]|-9|-10000
    int|truncate[10000]|262400314|262400000
    int|truncate[10000]|1854053721|1854050000
    int|truncate[10000]|-400893791|-400900000
    int|truncate[10000]|98|0
    int|truncate[10000]|-1735409768|-1735410000
    long|bucket[16]|85|5
    long|bucket[16]|-55|2
    long|bucket[16]|-7694852417197131518|1
    long|bucket[16]|-1349058564857590916|12
    long|bucket[16]|-62|15
    long|bucket[16]|7575932074092251068|5
    long|bucket[16]|4319465767576410640|15
    long|bucket[16]|31|9
    long|bucket[1000]|-78|44
    long|bucket[1000]|84|487
    long|bucket[1000]|7991466978057265198|593
    long|bucket[1000]|-47|582
    long|bucket[1000]|-92|601
    long|bucket[1000]|-1230985766617717903|12
    long|bucket[1000]|2455117818766344842|555
    long|bucket[1000]|4|870
    long|truncate[3]|1015133548090912632|1015133548090912632
    long|truncate[3]|-8215892035097017274|-8215892035097017275
    long|truncate[3]|-99|-99
    long|truncate[3]|50|48
    long|truncate[3]|48|48
    long|truncate[3]|2661368922805434205|2661368922805434204
    long|truncate[3]|-2390419875326487924|-2390419875326487924
    long|truncate[3]|7403259115157618041|7403259115157618040
    long|truncate[10000]|-904071974729181612|-904071974729190000
    long|truncate[10000]|-91|-10000
    long|truncate[10000]|4570359573367981470|4570359573367980000
    long|truncate[10000]|7330255422860628472|7330255422860620000
    long|truncate[10000]|-7653806723069678618|-7653806723069680000
    long|truncate[10000]|-23|-10000
    long|truncate[10000]|94|0
    long|truncate[10000]|-61|-10000
    decimal(9, 2)|bucket[16]|0.86|15
    decimal(9, 2)|bucket[16]|918.61|11
    decimal(9, 2)|bucket[16]|4563937.09|7
    decimal(9, 2)|bucket[16]|0.27|4
    decimal(9, 2)|bucket[16]|-0.07|15
    decimal(9, 2)|bucket[16]|-0.64|3
    decimal(9, 2)|bucket[16]|38943.40|1
    decimal(9, 2)|bucket[16]|716.39|10
    decimal(9, 2)|bucket[1000]|-8248493.14|24
    decimal(9, 2)|bucket[1000]|-0.94|923
    decimal(9, 2)|bucket[1000]|-0.22|268
    decimal(9, 2)|bucket[1000]|0.11|4
    decimal(9, 2)|bucket[1000]|0.33|708
    decimal(9, 2)|bucket[1000]|0.10|211
    decimal(9, 2)|bucket[1000]|0.28|221
    decimal(9, 2)|bucket[1000]|-2112786.35|287
    decimal(9, 2)|truncate[3]|-0.31|-0.33
    decimal(9, 2)|truncate[3]|0.45|0.45
    decimal(9, 2)|truncate[3]|955941.49|955941.48
    decimal(9, 2)|truncate[3]|645.49|645.48
    decimal(9, 2)|truncate[3]|-0.16|-0.18
    decimal(9, 2)|truncate[3]|7248.58|7248.57
    decimal(9, 2)|truncate[3]|0.81|0.81
    decimal(9, 2)|truncate[3]|-0.42|-0.42
    decimal(9, 2)|truncate[10000]|-0.80|-100.00
    decimal(9, 2)|truncate[10000]|-7415106.34|-7415200.00
    decimal(9, 2)|truncate[10000]|-624097.38|-624100.00
    decimal(9, 2)|truncate[10000]|-804.11|-900.00
    decimal(9, 2)|truncate[10000]|55771.80|55700.00
    decimal(9, 2)|truncate[10000]|670.22|600.00
    decimal(9, 2)|truncate[10000]|-26271.52|-26300.00
    decimal(9, 2)|truncate[10000]|-830811.70|-830900.00
    decimal(18, 4)|bucket[16]|57915.4949|12
    decimal(18, 4)|bucket[16]|-0.0014|13
    decimal(18, 4)|bucket[16]|75742834777991.6324|1
    decimal(18, 4)|bucket[16]|5135419945.8810|14
    decimal(18, 4)|bucket[16]|-51282763135.7047|14
    decimal(18, 4)|bucket[16]|9298728215665.5618|10
    decimal(18, 4)|bucket[16]|-46.4838|0
    decimal(18, 4)|bucket[16]|-768.0846|7
    decimal(18, 4)|bucket[1000]|-0.0011|331
    decimal(18, 4)|bucket[1000]|7149.0784|275
    decimal(18, 4)|bucket[1000]|3.2891|529
    decimal(18, 4)|bucket[1000]|0.0084|867
    decimal(18, 4)|bucket[1000]|1869761.9311|101
    decimal(18, 4)|bucket[1000]|85208438.2206|963
    decimal(18, 4)|bucket[1000]|28349254193457.7282|345
    decimal(18, 4)|bucket[1000]|-83498245279422.7854|452
    decimal(18, 4)|truncate[3]|0.7206|0.7206
    decimal(18, 4)|truncate[3]|28467406547.7955|28467406547.7954
    decimal(18, 4)|truncate[3]|-306759387.8097|-306759387.8097
    decimal(18, 4)|truncate[3]|-96.5994|-96.5994
    decimal(18, 4)|truncate[3]|-412223.1040|-412223.1042
    decimal(18, 4)|truncate[3]|59448535900.3436|59448535900.3434
    decimal(18, 4)|truncate[3]|-9298.3217|-9298.3218
    decimal(18, 4)|truncate[3]|-522.1200|-522.1200
    decimal(18, 4)|truncate[10000]|-0.0016|-1.0000
    decimal(18, 4)|truncate[10000]|1895112.6539|1895112.0000
    decimal(18, 4)|truncate[10000]|20483093.9076|20483093.0000
    decimal(18, 4)|truncate[10000]|36447.3064|36447.0000
    decimal(18, 4)|truncate[10000]|58114252.3161|58114252.0000
    decimal(18, 4)|truncate[10000]|-108610566630.0269|-108610566631.0000
    decimal(18, 4)|truncate[10000]|2.4839|2.0000
    decimal(18, 4)|truncate[10000]|-274259141509.3114|-274259141510.0000
    decimal(38, 10)|bucket[16]|9579778299949772.6849424910|9
    decimal(38, 10)|bucket[16]|3326387188065149739.2668209862|12
    decimal(38, 10)|bucket[16]|1181444290.2895264864|8
    decimal(38, 10)|bucket[16]|-4013091733049458.5802523006|7
    decimal(38, 10)|bucket[16]|-4519098744764.9505138311|6
    decimal(38, 10)|bucket[16]|-3981509891958775.5866689342|15
    decimal(38, 10)|bucket[16]|-929455.6765816819|9
    decimal(38, 10)|bucket[16]|0.0939534212|11
    decimal(38, 10)|bucket[1000]|-3000000274.8448143610|658
    decimal(38, 10)|bucket[1000]|-521769833804487582710101841.6357561294|130
    decimal(38, 10)|bucket[1000]|-5756371356956414492932134.8571798184|555
    decimal(38, 10)|bucket[1000]|-3594104687669510778872.0472523246|921
    decimal(38, 10)|bucket[1000]|-3137368173399.8201702052|156
    decimal(38, 10)|bucket[1000]|9778039295313.4147148851|568
    decimal(38, 10)|bucket[1000]|-79914488572.2772372234|126
    decimal(38, 10)|bucket[1000]|6366274851809177.8601107292|855
    decimal(38, 10)|truncate[3]|2548.2640119697|2548.2640119696
    decimal(38, 10)|truncate[3]|-729056444153.5264211188|-729056444153.5264211190
    decimal(38, 10)|truncate[3]|-69.6218538928|-69.6218538930
    decimal(38, 10)|truncate[3]|-186670077093956.0242850701|-186670077093956.0242850703
    decimal(38, 10)|truncate[3]|-0.0157189382|-0.0157189383
    decimal(38, 10)|truncate[3]|19.6510337722|19.6510337721
    decimal(38, 10)|truncate[3]|-4998359773558681389.0323298936|-4998359773558681389.0323298936
    decimal(38, 10)|truncate[10000]|343.6980383747|343.6980380000
    decimal(38, 10)|truncate[10000]|0.0000634955|0.0000630000
    decimal(38, 10)|truncate[10000]|-46.3744763280|-46.3744770000
    decimal(38, 10)|truncate[10000]|0.0007882552|0.0007880000
    decimal(38, 10)|truncate[10000]|-689582.6199494250|-689582.6199500000
    decimal(38, 10)|truncate[10000]|762846924227488898.9954756188|762846924227488898.9954750000
    decimal(38, 10)|truncate[10000]|-413731836.2003604980|-413731836.2003610000
    date|bucket[16]|5726-10-05|12
    date|bucket[16]|1969-11-02|14
    date|bucket[16]|1968-11-30|13
    date|bucket[16]|1969-10-24|11
    date|bucket[16]|8971-01-24|6
    date|bucket[16]|1970-07-20|7
    date|bucket[16]|1970-08-26|14
    date|bucket[16]|1557-02-25|10
    date|bucket[1000]|1970-12-04|31
    date|bucket[1000]|1969-05-31|689
    date|bucket[1000]|2471-01-06|43
    date|bucket[1000]|1969-04-07|458
    date|bucket[1000]|1970-07-26|749
    date|bucket[1000]|1970-04-21|738
    date|bucket[1000]|1969-10-06|937
    date|bucket[1000]|1970-05-07|458
    date|year|4911-01-30|2941
    date|year|3759-06-01|1789
    date|year|8748-03-20|6778
    date|year|7576-11-14|5606
    date|year|1970-08-27|0
    date|year|9961-02-02|7991
    date|year|1970-06-17|0
    date|year|1970-09-02|0
    date|month|7528-12-05|66707
    date|month|3413-08-03|17323
    date|month|6214-05-06|50932
    date|month|1969-12-03|-1
    date|month|1970-03-12|2
    date|month|7707-07-15|68850
    date|month|1968-12-18|-13
    date|month|1969-03-23|-10
    date|day|8710-04-21|2461844
    date|day|7006-11-08|1839672
    date|day|7431-10-04|1994865
    date|day|8990-01-28|2564030
    date|day|3071-01-05|402136
    date|day|1969-10-24|-69
    date|day|4839-12-09|1048223
    date|day|3023-02-12|384642
    time|bucket[16]|03:36:03.346515|15
    time|bucket[16]|07:54:35.791791|5
    time|bucket[16]|07:31:37.914355|0
    time|bucket[16]|01:26:24.688250|12
    time|bucket[16]|01:59:17.801603|7
    time|bucket[16]|14:20:18.565571|11
    time|bucket[16]|07:50:22.609023|5
    time|bucket[16]|16:11:42.619198|11
    time|bucket[1000]|00:35:44.254416|125
    time|bucket[1000]|05:03:54.607271|610
    time|bucket[1000]|13:23:10.139304|126
    time|bucket[1000]|23:50:54.471211|492
    time|bucket[1000]|18:01:36.234332|574
    time|bucket[1000]|11:02:03.982943|755
    time|bucket[1000]|14:17:50.993549|278
    time|bucket[1000]|14:41:54.910249|168
    timestamp|bucket[16]|1971-01-26 16:03:12.152579|6
    timestamp|bucket[16]|1971-07-27 12:22:10.219107|10
    timestamp|bucket[16]|5434-03-16 04:45:14.512165|10
    timestamp|bucket[16]|7284-06-07 09:59:18.691359|1
    timestamp|bucket[16]|1968-05-26 11:22:00.764149|10
    timestamp|bucket[16]|2195-07-18 15:33:05.739934|3
    timestamp|bucket[16]|1971-07-19 04:07:05.439005|0
    timestamp|bucket[16]|1969-04-30 15:04:46.593170|2
    timestamp|bucket[1000]|1971-01-25 07:27:53.763715|505
    timestamp|bucket[1000]|1972-08-17 09:13:31.236542|480
    timestamp|bucket[1000]|1968-12-17 08:16:32.079706|979
    timestamp|bucket[1000]|6699-12-03 12:17:01.257013|771
    timestamp|bucket[1000]|1968-11-02 23:45:02.618707|605
    timestamp|bucket[1000]|5532-04-16 18:11:29.145763|350
    timestamp|bucket[1000]|1971-02-27 09:25:31.467633|205
    timestamp|bucket[1000]|1968-05-16 07:50:37.941689|761
    timestamp|year|3394-11-30 12:18:43.291153|1424
    timestamp|year|1969-03-26 09:20:57.256449|-1
    timestamp|year|4058-04-07 13:59:39.186841|2088
    timestamp|year|7073-05-09 15:18:37.454457|5103
    timestamp|year|0847-03-22 04:23:32.021118|-1123
    timestamp|year|1971-12-04 20:29:40.628652|1
    timestamp|year|1972-03-29 11:12:18.438840|2
    timestamp|year|1968-01-18 20:28:40.971790|-2
    timestamp|month|1971-05-28 05:56:17.292497|16
    timestamp|month|1970-10-26 13:20:25.053243|9
    timestamp|month|1968-04-15 16:22:21.187548|-21
    timestamp|month|1967-02-16 07:24:07.614879|-35
    timestamp|month|1972-06-29 20:36:25.308686|29
    timestamp|month|1968-05-18 04:40:18.017012|-20
    timestamp|month|6732-03-21 00:05:51.980064|57146
    timestamp|month|3932-09-23 23:55:43.314174|23552
    timestamp|day|1969-01-21 06:03:55.075776|-345
    timestamp|day|5984-02-11 06:46:48.370502|1466124
    timestamp|day|1972-02-27 22:05:25.986661|787
    timestamp|day|4960-08-23 02:33:28.784193|1092310
    timestamp|day|1969-07-03 13:02:03.404410|-182
    timestamp|day|3739-01-09 01:49:44.576228|646122
    timestamp|day|1972-09-01 15:17:43.932011|974
    timestamp|day|2965-09-09 01:50:11.677936|363668
    timestamp|hour|6668-09-03 20:25:30.115069|41187740
    timestamp|hour|1969-08-15 01:05:09.938584|-3335
    timestamp|hour|1972-03-28 17:30:14.084429|19625
    timestamp|hour|1970-01-19 04:45:44.986653|436
    timestamp|hour|7047-09-29 00:09:48.175372|44510568
    timestamp|hour|1967-09-28 11:06:41.873799|-19813
    timestamp|hour|1967-08-02 06:56:46.499098|-21186
    timestamp|hour|1970-04-24 21:38:29.478059|2733
    timestamptz|bucket[16]|1971-04-06 19:37:05.888238+00:00|3
    timestamptz|bucket[16]|1967-10-07 08:15:52.106256+00:00|3
    timestamptz|bucket[16]|1970-03-20 16:19:53.653628+00:00|14
    timestamptz|bucket[16]|1968-06-03 12:12:23.492404+00:00|7
    timestamptz|bucket[16]|1970-08-23 03:48:17.166488+00:00|9
    timestamptz|bucket[16]|1967-12-15 07:54:34.578749+00:00|9
    timestamptz|bucket[16]|1969-04-29 18:23:25.045219+00:00|4
    timestamptz|bucket[16]|1972-06-30 16:48:27.259266+00:00|9
    timestamptz|bucket[1000]|1968-04-09 06:11:55.840612+00:00|914
    timestamptz|bucket[1000]|1971-09-14 10:35:18.389110+00:00|512
    timestamptz|bucket[1000]|1966-11-04 05:42:25.662589+00:00|511
    timestamptz|bucket[1000]|6270-03-31 17:20:36.782502+00:00|659
    timestamptz|bucket[1000]|2611-03-20 12:58:05.993971+00:00|114
    timestamptz|bucket[1000]|3772-05-02 13:12:12.155246+00:00|971
    timestamptz|bucket[1000]|1970-12-08 21:30:16.832533+00:00|126
    timestamptz|bucket[1000]|2575-01-24 05:22:16.217062+00:00|549
    timestamptz|year|4989-08-22 11:42:58.943717+00:00|3019
    timestamptz|year|6458-09-13 16:47:12.497553+00:00|4488
    timestamptz|year|1972-08-01 23:39:29.463074+00:00|2
    timestamptz|year|1967-02-08 23:34:22.788474+00:00|-3
    timestamptz|year|1969-07-29 04:28:44.968857+00:00|-1
    timestamptz|year|5016-04-21 14:48:00.625010+00:00|3046
    timestamptz|year|9257-03-25 04:51:08.326005+00:00|7287
    timestamptz|year|1972-03-08 09:10:38.662621+00:00|2
    timestamptz|month|0271-09-21 01:35:21.980353+00:00|-20380
    timestamptz|month|4841-11-02 20:21:31.487462+00:00|34462
    timestamptz|month|5058-08-02 15:08:43.069089+00:00|37063
    timestamptz|month|1314-09-06 16:20:02.436617+00:00|-7864
    timestamptz|month|5292-08-16 19:40:17.171337+00:00|39871
    timestamptz|month|1968-12-02 15:07:32.329769+00:00|-13
    timestamptz|month|1967-11-05 08:04:51.212898+00:00|-26
    timestamptz|month|5062-03-17 22:33:11.605875+00:00|37106
    timestamptz|day|1972-03-04 15:03:44.173353+00:00|793
    timestamptz|day|4302-05-01 06:06:48.339951+00:00|851865
    timestamptz|day|1971-11-26 07:23:31.453846+00:00|694
    timestamptz|day|1971-01-04 09:21:15.029514+00:00|368
    timestamptz|day|1972-07-21 07:19:24.746595+00:00|932
    timestamptz|day|6808-10-13 04:39:51.001233+00:00|1767329
    timestamptz|day|4006-11-07 15:06:23.214892+00:00|743944
    timestamptz|day|1970-08-09 21:01:42.242989+00:00|220
    timestamptz|hour|1968-01-17 17:34:06.445585+00:00|-17143
    timestamptz|hour|1669-09-27 21:45:48.101501+00:00|-2632011
    timestamptz|hour|4587-02-20 09:36:35.161728+00:00|22941369
    timestamptz|hour|1969-03-18 07:52:33.760999+00:00|-6929
    timestamptz|hour|1971-06-19 03:26:22.172086+00:00|12819
    timestamptz|hour|8872-10-09 21:26:17.709305+00:00|60508485
    timestamptz|hour|5270-02-02 14:48:40.813417+00:00|28928006
    timestamptz|hour|1971-11-21 01:42:06.404945+00:00|16537
    string|bucket[16]||0
    string|bucket[16]|é9009é|13
    string|bucket[16]|b中é中|7
    string|bucket[16]| ac9 |3
    string|bucket[16]|éä😀9😀bc中|3
    string|bucket[16]|äb😀bz|12
    string|bucket[16]|a|2
    string|bucket[16]||0
    string|bucket[1000]|a 9aé中|43
    string|bucket[1000]|c|631
    string|bucket[1000]| ää  😀ää|688
    string|bucket[1000]|a a中bzc9|645
    string|bucket[1000]|bä|899
    string|bucket[1000]| ä|370
    string|bucket[1000]|c0zab0b中|346
    string|bucket[1000]||0
    string|truncate[3]||
    string|truncate[3]|😀abc😀😀bé |😀ab
    string|truncate[3]|ca|ca
    string|truncate[3]|a z909|a z
    string|truncate[3]|0中|0中
    string|truncate[3]|中0a|中0a
    string|truncate[3]|中|中
    string|truncate[3]|é中😀äé 😀|é中😀
    string|truncate[10000]|😀c0 😀😀äc|😀c0 😀😀äc
    string|truncate[10000]|b|b
    string|truncate[10000]|éazbb z|éazbb z
    string|truncate[10000]| 中äb😀é z0| 中äb😀é z0
    string|truncate[10000]|ézä😀bä   |ézä😀bä   
    string|truncate[10000]|00béä9 |00béä9 
    string|truncate[10000]|éz aé中|éz aé中
    string|truncate[10000]|😀中z中b|😀中z中b
    uuid|bucket[16]|f2a49612-49a8-3794-83e2-cce4d7c835ad|2
    uuid|bucket[16]|ad69ac66-631a-84b8-f1c2-51c3c0726283|14
    uuid|bucket[16]|22322c1e-2f00-e3b3-9170-1b5f08872c36|1
    uuid|bucket[16]|94db58f7-61fb-68fe-0137-db6c5b52b402|6
    uuid|bucket[16]|0f5c54ba-b420-2071-1c55-758a2688f4c8|10
    uuid|bucket[16]|23376d29-b261-07f1-f5b8-b7e20e1ad918|13
    uuid|bucket[16]|69db900c-a824-114e-96d9-ad487cb953b1|11
    uuid|bucket[16]|84978cbe-7df6-ab3c-f493-5ec0c4588491|9
    uuid|bucket[1000]|504801fd-49d3-8e34-4a4a-7bd213e9f8c5|338
    uuid|bucket[1000]|3cb4b5a7-5b5a-0d1a-85c9-c1d38bbf2881|508
    uuid|bucket[1000]|aad61561-73f6-4e35-7392-8c437bf17464|707
    uuid|bucket[1000]|fe030bda-313a-69ae-53b5-f05ec4944fbe|961
    uuid|bucket[1000]|aff92712-4b13-bce6-2eb1-385b02ec74fc|869
    uuid|bucket[1000]|be202955-0a10-9676-826d-1b87b4b991f7|389
    uuid|bucket[1000]|b053311b-7bf8-89de-9ce7-87986dceb1dc|577
    uuid|bucket[1000]|7929ffb8-4c16-18ce-5a6e-d8a810ab31b6|570
    binary|bucket[16]|a4a7f9cced67d776504438|5
    binary|bucket[16]||0
    binary|bucket[16]|1dce72f797de2201e12e|2
    binary|bucket[16]|2d70c6|11
    binary|bucket[16]|b9|6
    binary|bucket[16]|2d312fd146d5db63f631|14
    binary|bucket[16]|9e|14
    binary|bucket[16]|ad3e5ba248|1
    binary|bucket[1000]|898f2d32c49aa4|870
    binary|bucket[1000]|ea51a56ce14ea4fa32aa|40
    binary|bucket[1000]|5cde58e339|740
    binary|bucket[1000]||0
    binary|bucket[1000]|4561e4508b|209
    binary|bucket[1000]|7e840312|92
    binary|bucket[1000]||0
    binary|bucket[1000]|e44d|200
    binary|truncate[3]||
    binary|truncate[3]|30|30
    binary|truncate[3]|bf51c54ca49f5156b987|bf51c5
    binary|truncate[3]|5731cb|5731cb
    binary|truncate[3]|d64f5ebecb9db3e16040|d64f5e
    binary|truncate[3]|53eeece637c68403|53eeec
    binary|truncate[3]|13c51b4b|13c51b
    binary|truncate[3]|3ff2d0bfd7e1|3ff2d0
    binary|truncate[10000]|92|92
    binary|truncate[10000]|08731fb78a88|08731fb78a88
    binary|truncate[10000]|090e39a19cdbbc|090e39a19cdbbc
    binary|truncate[10000]|568f99ff331fb5e204fe|568f99ff331fb5e204fe
    binary|truncate[10000]|f370c1d8d4d01649c6e014|f370c1d8d4d01649c6e014
    binary|truncate[10000]|ff211a7b|ff211a7b
    binary|truncate[10000]|bd23cd60|bd23cd60
    binary|truncate[10000]||
    fixed[5]|bucket[16]|289a5d2d83|9
    fixed[5]|bucket[16]|4ac4e7e891|8
    fixed[5]|bucket[16]|02f37710df|0
    fixed[5]|bucket[16]|2e0319d2c5|6
    fixed[5]|bucket[16]|a7f29f361c|8
    fixed[5]|bucket[16]|14ab2e76db|14
    fixed[5]|bucket[16]|761d3b037f|13
    fixed[5]|bucket[16]|2d3870d7e6|11
    fixed[5]|bucket[1000]|be55366df2|975
    fixed[5]|bucket[1000]|1bfd2412ce|207
    fixed[5]|bucket[1000]|ed6862ca70|721
    fixed[5]|bucket[1000]|b79660df5c|626
    fixed[5]|bucket[1000]|2eb58a3398|136
    fixed[5]|bucket[1000]|9361abe379|489
    fixed[5]|bucket[1000]|9dac05b4dc|859
    fixed[5]|bucket[1000]|274f966282|29
    """#
