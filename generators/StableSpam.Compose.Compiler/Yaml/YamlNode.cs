using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

// What a YAML file holds, with exact places. Every scalar is text: YAML's own idea of numbers and booleans is not used.

/// <summary>A value in a YAML file.</summary>
/// <param name="span">Where it stands, from its first to its last character.</param>
internal abstract class YamlNode(SourceSpan span)
{
    /// <summary>Where it stands.</summary>
    public SourceSpan Span { get; } = span;
}

/// <summary>Text.</summary>
internal sealed class YamlScalar(string text, RuleText? rule, SourceSpan span) : YamlNode(span)
{
    /// <summary>The text that the file means: without quotes, escapes and indentation.</summary>
    public string Text { get; } = text;

    /// <summary>
    /// The text as it stands in the file, for the rule language; <see langword="null"/> where YAML has changed it, so that no
    /// exact place can be given: folded lines, escape sequences.
    /// </summary>
    public RuleText? Rule { get; } = rule;

    /// <summary>Whether there is nothing, as after <c>key:</c>, or only blanks.</summary>
    public bool IsBlank => string.IsNullOrWhiteSpace(Text);

    /// <summary>The text as a name at its place.</summary>
    public Model.Spelled Spelled => new(Text, Span);
}

/// <summary>A list.</summary>
internal sealed class YamlSequence(IReadOnlyList<YamlNode> items, SourceSpan span) : YamlNode(span)
{
    /// <summary>Its items, in order.</summary>
    public IReadOnlyList<YamlNode> Items { get; } = items;
}

/// <summary>Keys and their values.</summary>
internal sealed class YamlMapping(IReadOnlyList<YamlEntry> entries, SourceSpan span) : YamlNode(span)
{
    /// <summary>Its entries, in order; no two have the same key.</summary>
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
