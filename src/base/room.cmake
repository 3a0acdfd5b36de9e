# time_zone.cpp reads the system's tz database through Howard Hinnant's library.
find_package(date REQUIRED)
target_link_libraries(${ROOM} PRIVATE date::date-tz)
