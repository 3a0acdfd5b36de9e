# The page's files are made into an object file.
set(MULLION_WEB ${CMAKE_SOURCE_DIR}/web)
if(NOT EXISTS ${MULLION_WEB}/node_modules/uplot/dist/uPlot.esm.js)
  message(FATAL_ERROR "The page's libraries are missing: run `npm ci` in web/ (script/setup does it).")
endif()

# address = file, relative to web/
set(MULLION_ASSETS
  /=index.html
  /page.css=page.css
  /uplot.css=node_modules/uplot/dist/uPlot.min.css
  /favicon.svg=favicon.svg
  /page.js=page.js
  /html.js=html.js
  /stream.js=stream.js
  /text.js=text.js
  /chart.js=chart.js
  /event_time.js=event_time.js
  /results.js=results.js
  /rows.js=rows.js
  /job_parts.js=job_parts.js
  /vendor/preact.js=node_modules/preact/dist/preact.module.js
  /vendor/hooks.js=node_modules/preact/hooks/dist/hooks.module.js
  /vendor/htm.js=node_modules/htm/dist/htm.module.js
  /vendor/uplot.js=node_modules/uplot/dist/uPlot.esm.js
  /vendor/preact.license.txt=node_modules/preact/LICENSE
  /vendor/htm.license.txt=node_modules/htm/LICENSE
  /vendor/uplot.license.txt=node_modules/uplot/LICENSE)

set(MULLION_ASSET_FILES ${MULLION_ASSETS})
list(TRANSFORM MULLION_ASSET_FILES REPLACE "^[^=]*=" "${MULLION_WEB}/")
set(MULLION_ASSETS_CPP ${CMAKE_BINARY_DIR}/embedded_assets.cpp)
add_custom_command(OUTPUT ${MULLION_ASSETS_CPP}
  COMMAND ${CMAKE_COMMAND} "-DASSETS=${MULLION_ASSETS}" -DWEB=${MULLION_WEB} -DOUT=${MULLION_ASSETS_CPP}
    -P ${CMAKE_CURRENT_LIST_DIR}/embed_assets.cmake
  DEPENDS ${MULLION_ASSET_FILES} ${CMAKE_CURRENT_LIST_DIR}/embed_assets.cmake ${CMAKE_CURRENT_LIST_FILE}
  COMMENT "Embedding the page" VERBATIM)
target_sources(${ROOM} PRIVATE ${MULLION_ASSETS_CPP})

# What the browser tests look at when they do not look at the program itself.
add_executable(page_fixture ${CMAKE_SOURCE_DIR}/tests/browser/page_fixture.cpp)
target_link_libraries(page_fixture PRIVATE ${ROOM})
