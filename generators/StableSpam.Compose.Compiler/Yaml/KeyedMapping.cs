using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>A mapping with known keys: reports those that do not belong, and reads the others.</summary>
internal sealed class KeyedMapping
{
    private readonly YamlMapping _mapping;
    private readonly string _owner;
    private readonly IReadOnlyList<string> _keys;
    private readonly FindingBag _findings;

    /// <summary>Checks the keys of <paramref name="mapping"/>.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="owner">What it describes, in words and with an article.</param>
    /// <param name="keys">The keys that belong there.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <param name="unsupported">Keys that the language has and this compiler does not, with what to do without each.</param>
    public KeyedMapping(
        YamlMapping mapping, string owner, IReadOnlyList<string> keys, FindingBag findings,
        IReadOnlyDictionary<string, string>? unsupported = null)
    {
        _mapping = mapping;
        _owner = owner;
        _keys = keys;
        _findings = findings;
        foreach (YamlEntry entry in mapping.Entries)
        {
            string key = entry.Key.Text;
            if (keys.Contains(key)) continue;
            if (unsupported is not null && unsupported.TryGetValue(key, out string? instead))
            {
                findings.Report(FindingCatalog.NotSupportedYet, entry.Key.Span, key, instead);
                continue;
            }
            string suggestion = Suggestion.DidYouMean(key, keys);
            string hint = suggestion.Length > 0 ? suggestion : $"; it has {string.Join(", ", keys)}";
            findings.Report(FindingCatalog.UnknownKey, entry.Key.Span, key, owner, hint);
        }
    }

    /// <summary>The entry of a key, if it belongs there and is there.</summary>
    public YamlEntry? Find(string key) =>
        _keys.Contains(key) ? _mapping.Entries.FirstOrDefault(entry => entry.Key.Text == key) : null;

    /// <summary>The entry of a key; reported at <paramref name="place"/> where it is missing.</summary>
    public YamlEntry? Require(string key, SourceSpan place)
    {
        YamlEntry? entry = Find(key);
        if (entry is null) _findings.Report(FindingCatalog.MissingKey, place, Capitalised(_owner), key);
        return entry;
    }

    /// <summary>The value of a key as a name at its place; <see langword="null"/> where there is none.</summary>
    public Spelled? Name(string key, string expected) =>
        Find(key) is { } entry ? EntryValue.AsScalar(entry, expected, _findings)?.Spelled : null;

    /// <summary>The value of a key as one of some words; <see langword="null"/> where there is none.</summary>
    public Spelled? Word(string key, IReadOnlyList<string> allowed) =>
        Name(key, DeclaredWord.Listed(allowed)) is { } word && DeclaredWord.Check(word, key, allowed, _findings) ? word : null;

    /// <summary>The value of a key as one line of prose; empty where there is none.</summary>
    public string Prose(string key)
    {
        string text = Find(key) is { } entry ? EntryValue.AsScalar(entry, "text", _findings)?.Text ?? "" : "";
        return string.Join(" ", text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()));
    }

    /// <summary>The value of a key as an expression; <see langword="null"/> where there is none.</summary>
    public RuleExpression? Expression(string key, string expected) =>
        Find(key) is { } entry ? ExpressionReader.Read(entry, expected, _findings) : null;

    /// <summary>What <paramref name="read"/> reads from the entry of a key; nothing where there is none.</summary>
    public EquatableArray<T> Items<T>(string key, Func<YamlEntry, FindingBag, IEnumerable<T>> read)
        where T : IEquatable<T> =>
        Find(key) is { } entry ? read(entry, _findings).ToEquatableArray() : EquatableArray<T>.Empty;

    private static string Capitalised(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);
}
