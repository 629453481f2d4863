#include "real/resp/shape.h"

#include "core/base/check.h"

namespace pawl::real::resp {
namespace {

void add_field(std::string& out, std::string_view name, std::int64_t value) {
  add_bulk(out, name);
  add_integer(out, value);
}

void add_limit(std::string& out, std::string_view name, const std::optional<std::int64_t>& limit,
               Protocol protocol) {
  add_bulk(out, name);
  if (limit) {
    add_integer(out, *limit);
  } else {
    add_nil(out, protocol);
  }
}

void add_range(std::string& out, const machine::Reserved& range, Protocol protocol) {
  add_map(out, 5, protocol);
  add_field(out, "first", range.first);
  add_field(out, "last", range.last);
  add_field(out, "count", range.count);
  add_field(out, "increment", range.increment);
  add_field(out, "revision", static_cast<std::int64_t>(range.revision));
}

void add_details(std::string& out, const machine::Sequence& sequence, Protocol protocol) {
  add_map(out, 9, protocol);
  add_bulk(out, "name");
  add_bulk(out, sequence.name);
  add_field(out, "current", sequence.current);
  add_field(out, "revision", static_cast<std::int64_t>(sequence.revision));
  add_field(out, "initial", sequence.parameters.initial);
  add_field(out, "increment", sequence.parameters.increment);
  add_limit(out, "min", sequence.parameters.min, protocol);
  add_limit(out, "max", sequence.parameters.max, protocol);
  add_field(out, "cycle", sequence.parameters.cycle ? 1 : 0);
  add_field(out, "incarnation", static_cast<std::int64_t>(sequence.incarnation));
}

void add_page(std::string& out, const machine::Listed& page) {
  add_array(out, 2);
  add_bulk(out, page.more && !page.sequences.empty() ? page.sequences.back().name : "");
  add_array(out, page.sequences.size());
  for (const machine::Sequence& sequence : page.sequences) add_bulk(out, sequence.name);
}

/// The answer as the alternative that its shape promises: the node answers each ask with its own kind.
template <class Kind>
const Kind& as(const machine::Answer& answer) {
  const Kind* kind = std::get_if<Kind>(&answer);
  PAWL_CHECK(kind != nullptr);
  return *kind;
}

}  // namespace

void add_outcome(std::string& out, Shape shape, const machine::Outcome& outcome, Protocol protocol) {
  if (!outcome) {
    if (shape == Shape::CurrentOrNil && outcome.error().code == ErrorCode::NotFound) {
      add_nil(out, protocol);
    } else {
      add_error(out, outcome.error());
    }
    return;
  }
  switch (shape) {
    case Shape::LastNumber: add_integer(out, as<machine::Reserved>(*outcome).last); break;
    case Shape::Range: add_range(out, as<machine::Reserved>(*outcome), protocol); break;
    case Shape::IsNew: add_integer(out, as<machine::Created>(*outcome).is_new ? 1 : 0); break;
    case Shape::Gone: add_simple(out, "OK"); break;
    case Shape::CurrentOrNil:
      add_bulk(out, std::to_string(as<machine::Found>(*outcome).sequence.current));
      break;
    case Shape::Details: add_details(out, as<machine::Found>(*outcome).sequence, protocol); break;
    case Shape::Page: add_page(out, as<machine::Listed>(*outcome)); break;
  }
}

}  // namespace pawl::real::resp
