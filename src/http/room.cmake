find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED)
target_link_libraries(${ROOM} PRIVATE OpenSSL::SSL OpenSSL::Crypto Boost::headers)

if(MULLION_SANITIZE MATCHES thread)
  # asio's fences are unknown to the thread sanitizer; nothing of ours relies on them: one thread runs a server.
  set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/http_server.cpp PROPERTIES COMPILE_OPTIONS -Wno-tsan)
endif()
