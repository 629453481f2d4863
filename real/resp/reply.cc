#include "real/resp/reply.h"

#include <charconv>

namespace pawl::real::resp {
namespace {

void add_number_line(std::string& out, char type, std::int64_t number) {
  char text[24];
  text[0] = type;
  char* end = std::to_chars(text + 1, text + sizeof text - 2, number).ptr;
  *end++ = '\r';
  *end++ = '\n';
  out.append(text, static_cast<std::size_t>(end - text));
}

}  // namespace

void add_simple(std::string& out, std::string_view text) {
  out += '+';
  out += text;
  out += "\r\n";
}

void add_error(std::string& out, std::string_view text) {
  out += '-';
  for (const char c : text) out += c == '\r' || c == '\n' ? ' ' : c;
  out += "\r\n";
}

void add_error(std::string& out, const Error& error) {
  std::string text;
  if (error.code == ErrorCode::InvalidArgument) {
    text = "ERR";
  } else {
    for (const char c : name(error.code)) {
      if (c != '-') text += static_cast<char>(c - 'a' + 'A');
    }
  }
  text += ' ';
  text += error.detail;
  add_error(out, text);
}

void add_integer(std::string& out, std::int64_t number) { add_number_line(out, ':', number); }

void add_bulk(std::string& out, std::string_view bytes) {
  add_number_line(out, '$', static_cast<std::int64_t>(bytes.size()));
  out += bytes;
  out += "\r\n";
}

void add_nil(std::string& out, Protocol protocol) {
  out += protocol == Protocol::Resp3 ? "_\r\n" : "$-1\r\n";
}

void add_array(std::string& out, std::size_t count) {
  add_number_line(out, '*', static_cast<std::int64_t>(count));
}

void add_map(std::string& out, std::size_t count, Protocol protocol) {
  if (protocol == Protocol::Resp3) {
    add_number_line(out, '%', static_cast<std::int64_t>(count));
  } else {
    add_array(out, 2 * count);
  }
}

}  // namespace pawl::real::resp
