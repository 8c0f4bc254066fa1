using System.Globalization;
using System.Text.Json.Nodes;

namespace StableSpamCompose.Schema.Tests;

/// <summary>What a schema refuses documents by: each keyword of it, and each of several keys that are required.</summary>
/// <param name="Path">The keys and indices that lead to the schema that has the keyword.</param>
/// <param name="Keyword">The keyword.</param>
/// <param name="Item">Which of the keys that it lists; -1 for the whole.</param>
internal sealed record SchemaConstraint(string[] Path, string Keyword, int Item)
{
    /// <summary>The schema without it.</summary>
    public JsonObject Without(string schema)
    {
        var root = (JsonObject)JsonNode.Parse(schema)!;
        var owner = (JsonObject)Path.Aggregate((JsonNode)root, (node, key) => node is JsonArray items ? items[int.Parse(key, CultureInfo.InvariantCulture)]! : node[key]!);
        if (Item < 0) owner.Remove(Keyword);
        else ((JsonArray)owner[Keyword]!).RemoveAt(Item);
        return root;
    }

    public override string ToString() => $"{string.Join('/', Path)}: {Keyword}{(Item < 0 ? "" : $" {Item}")}";
}

/// <summary>Finds the constraints of a schema.</summary>
internal static class SchemaConstraints
{
    private static readonly string[] Keywords =
        ["type", "enum", "pattern", "minimum", "minItems", "minProperties", "maxProperties", "propertyNames"];

    // Of each transform of the library; every one of their settings is tried for itself.
    private static readonly string[] OfLibrary = ["$defs", "link", "anyOf"];

    /// <summary>The constraints, but for those of the library's own transforms.</summary>
    public static IEnumerable<SchemaConstraint> In(string schema) => In(JsonNode.Parse(schema)!, []);

    private static IEnumerable<SchemaConstraint> In(JsonNode node, string[] path)
    {
        if (node is JsonArray items) return items.SelectMany((item, i) => item is null ? [] : In(item, [.. path, i.ToString(CultureInfo.InvariantCulture)]));
        if (node is not JsonObject schema || (path.SkipLast(1).LastOrDefault() == "properties" && path.Take(3).SequenceEqual(OfLibrary))) return [];
        bool isSchema = path.LastOrDefault() is not ("properties" or "$defs");
        IEnumerable<SchemaConstraint> own = isSchema
            ? schema.Where(entry => Keywords.Contains(entry.Key) || (entry.Key == "additionalProperties" && entry.Value is JsonValue)).Select(entry => new SchemaConstraint(path, entry.Key, Item: -1))
                .Concat((schema["required"] as JsonArray ?? []).Select((_, i) => new SchemaConstraint(path, "required", i)))
            : [];
        return own.Concat(schema.SelectMany(entry => entry.Value is null ? [] : In(entry.Value, [.. path, entry.Key])));
    }
}
