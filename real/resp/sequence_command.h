#pragma once
// The commands that ask the node something, from words to asks. Pure.
//
//   INCR name | INCRBY name n | GET name
//   SEQ.CREATE name [INITIAL n] [INCREMENT n] [MIN n] [MAX n] [CYCLE] [KEY key]
//   SEQ.NEXT name [CREATE] [KEY key]
//   SEQ.RESERVE name count [CREATE] [KEY key]
//   SEQ.GET name
//   SEQ.DELETE name [KEY key]
//   SEQ.LIST [PREFIX prefix] [AFTER name] [LIMIT n]

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "core/node/ask.h"
#include "real/resp/parser.h"
#include "real/resp/shape.h"

namespace pawl::real::resp {

struct SequenceCommand {
  node::Ask content;
  Shape shape;
};

/// Whether `name` is a command of this kind, in any mixture of cases.
bool is_sequence_command(std::string_view name);

/// What the command asks for. The error is a whole error answer ("ERR ...") that says how to write it.
std::expected<SequenceCommand, std::string> read_sequence_command(const Command& command);

/// Whether two words are equal but for the case of ASCII letters; `upper` has no lower-case ones.
bool is_word(std::string_view word, std::string_view upper);

/// A decimal number that is all of `text`.
std::optional<std::int64_t> read_integer(std::string_view text);

}  // namespace pawl::real::resp
