#pragma once
// A scenario as text: a message of a schema, written with comments. What is wrong with a file is said with
// line and column.

#include <google/protobuf/text_format.h>

#include <expected>
#include <memory>
#include <string>

#include "sim/choice/recording.h"

namespace pawl::sim {

std::expected<std::string, std::string> read_text(const std::string& path);

/// Fills `message`, and `places` with where its fields stand. `schema` is the file that describes them. An
/// error reads `FILE:LINE:COLUMN: what is wrong and what to do`.
std::expected<void, std::string> parse_text(const std::string& file_name, const std::string& text,
                                            const std::string& schema, google::protobuf::Message& message,
                                            google::protobuf::TextFormat::ParseInfoTree& places);

/// The list that stands in a scenario's field `choices`.
std::expected<std::shared_ptr<const ChoiceList>, std::string> choices_in(const std::string& file_name,
                                                                         const std::string& list);

/// The text of a scenario with other choices. They stand at its end, behind what people write.
std::string text_with(const std::string& text, const ChoiceList& choices);

}  // namespace pawl::sim
