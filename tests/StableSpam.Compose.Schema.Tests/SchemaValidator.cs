using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StableSpamCompose.Schema.Tests;

/// <summary>Checks a document against a schema: the keywords of JSON Schema 2020-12 that the schemas of recipes use, and no others.</summary>
internal sealed class SchemaValidator(JsonObject root)
{
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal) { "$schema", "$defs", "title", "description", "default" };

    /// <summary>Where <paramref name="document"/> breaks the schema, as paths from its root; nowhere if it is valid.</summary>
    public IReadOnlyList<string> PlacesOfErrors(JsonNode? document)
    {
        var places = new List<string>();
        Check(document, root, "", places);
        return places;
    }

    private void Check(JsonNode? value, JsonNode schema, string path, List<string> places)
    {
        if (schema is JsonValue always)
        {
            if (!always.GetValue<bool>()) places.Add(path);
            return;
        }
        foreach ((string keyword, JsonNode? argument) in (JsonObject)schema)
        {
            if (Annotations.Contains(keyword)) continue;
            bool holds = value switch
            {
                _ when IsOfAnyValue(keyword) => CheckAny(value, keyword, argument!, path, places),
                JsonObject keys => CheckObject(keys, keyword, argument!, (JsonObject)schema, path, places),
                JsonArray items => CheckArray(items, keyword, argument!, path, places),
                _ => CheckScalar(value, keyword, argument!),
            };
            if (!holds) places.Add(path);
        }
    }

    private static bool IsOfAnyValue(string keyword) => keyword is "$ref" or "type" or "enum" or "const" or "anyOf";

    private bool CheckAny(JsonNode? value, string keyword, JsonNode argument, string path, List<string> places)
    {
        switch (keyword)
        {
            case "$ref":
                Check(value, Resolve(argument.GetValue<string>()), path, places);
                return true;
            case "type":
                return argument is JsonArray types ? types.Any(type => IsOf(value, type!.GetValue<string>())) : IsOf(value, argument.GetValue<string>());
            case "enum":
                return ((JsonArray)argument).Any(item => JsonNode.DeepEquals(item, value));
            case "const":
                return JsonNode.DeepEquals(argument, value);
            default:
                return ((JsonArray)argument).Any(option => IsValid(value, option!));
        }
    }

    private bool CheckObject(JsonObject keys, string keyword, JsonNode argument, JsonObject schema, string path, List<string> places)
    {
        switch (keyword)
        {
            case "required":
                return ((JsonArray)argument).All(key => keys.ContainsKey(key!.GetValue<string>()));
            case "minProperties":
                return keys.Count >= argument.GetValue<int>();
            case "maxProperties":
                return keys.Count <= argument.GetValue<int>();
            case "propertyNames":
                foreach ((string name, _) in keys) Check(JsonValue.Create(name), argument, $"{path}/{name}", places);
                return true;
            case "properties":
                foreach ((string name, JsonNode? property) in (JsonObject)argument)
                {
                    if (keys.TryGetPropertyValue(name, out JsonNode? own)) Check(own, property!, $"{path}/{name}", places);
                }
                return true;
            case "additionalProperties":
                var known = (JsonObject?)schema["properties"];
                foreach ((string name, JsonNode? own) in keys)
                {
                    if (known?.ContainsKey(name) != true) Check(own, argument, $"{path}/{name}", places);
                }
                return true;
            default:
                return true;
        }
    }

    private bool CheckArray(JsonArray items, string keyword, JsonNode argument, string path, List<string> places)
    {
        if (keyword == "minItems") return items.Count >= argument.GetValue<int>();
        if (keyword != "items") return true;
        for (int i = 0; i < items.Count; i++) Check(items[i], argument, $"{path}/{i}", places);
        return true;
    }

    private static bool CheckScalar(JsonNode? value, string keyword, JsonNode argument)
    {
        double? number = NumberOf(value);
        return keyword switch
        {
            "pattern" => KindOf(value) != JsonValueKind.String || Regex.IsMatch(value!.GetValue<string>(), argument.GetValue<string>(), RegexOptions.CultureInvariant),
            "minimum" => number is null || number >= argument.GetValue<double>(),
            "maximum" => number is null || number <= argument.GetValue<double>(),
            "exclusiveMinimum" => number is null || number > argument.GetValue<double>(),
            "exclusiveMaximum" => number is null || number < argument.GetValue<double>(),
            "items" or "minItems" or "required" or "minProperties" or "maxProperties" or "propertyNames" or "properties" or "additionalProperties" => true,
            _ => throw new NotSupportedException($"The keyword '{keyword}' is not checked."),
        };
    }

    private bool IsValid(JsonNode? value, JsonNode schema)
    {
        var places = new List<string>();
        Check(value, schema, "", places);
        return places.Count == 0;
    }

    private JsonNode Resolve(string reference) =>
        root["$defs"]![reference["#/$defs/".Length..]] ?? throw new NotSupportedException($"There is no {reference}.");

    private static bool IsOf(JsonNode? value, string type) => (type, KindOf(value)) switch
    {
        ("null", JsonValueKind.Null) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => NumberOf(value) is { } number && number == Math.Floor(number),
        _ => false,
    };

    private static JsonValueKind KindOf(JsonNode? value) => value?.GetValueKind() ?? JsonValueKind.Null;

    private static double? NumberOf(JsonNode? value) => KindOf(value) == JsonValueKind.Number ? value!.GetValue<double>() : null;
}
