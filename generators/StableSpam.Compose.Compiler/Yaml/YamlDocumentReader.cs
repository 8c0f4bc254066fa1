using System.Globalization;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads the text of a recipe into a tree. The one place that knows which YAML library does it.</summary>
/// <remarks>
/// Only the library's events are used, and of its marks only the offsets, where they are right; whatever it throws becomes a
/// finding. Recipes are names, text, lists and mappings: what YAML has beyond that is refused.
/// </remarks>
internal sealed class YamlDocumentReader
{
    private const int DeepestNesting = 32;

    private readonly string _path;
    private readonly string _text;
    private readonly LineMap _lines;
    private readonly FindingBag _findings;
    private readonly Parser _events;

    private int _read;
    private bool _isRefused;

    private YamlDocumentReader(string path, string text, LineMap lines, FindingBag findings)
    {
        _path = path;
        _text = text;
        _lines = lines;
        _findings = findings;
        _events = new Parser(new StringReader(text.Substring(lines.FirstOffset)));
    }

    /// <summary>The mapping that a recipe is, or <see langword="null"/> and findings.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="example">How such a recipe begins, for who has an empty file.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static YamlMapping? Read(string path, string text, string example, FindingBag findings)
    {
        var lines = new LineMap(path, text);
        if (YamlMistakes.ReportUnreadableCharacter(text, lines, findings)) return null;
        try
        {
            return new YamlDocumentReader(path, text, lines, findings).ReadRoot(example);
        }
        catch (ReadingStopped)
        {
            return null;
        }
    }

    private YamlMapping? ReadRoot(string example)
    {
        ParsingEvent first = Next();
        if (first is StreamStart) first = Next();
        if (first is not DocumentStart)
        {
            _findings.Report(FindingCatalog.EmptyRecipe, _lines.Span(_read, _read), example);
            return null;
        }
        YamlNode root = ReadNode(Next(), depth: 0);
        Next();
        if (Next() is DocumentStart second)
        {
            int place = OffsetOf(second.Start);
            _findings.Report(FindingCatalog.SeveralDocuments, _lines.Span(place, Math.Max(place + 1, OffsetOf(second.End))));
            return null;
        }
        if (_isRefused) return null;
        if (root is YamlMapping mapping) return mapping;
        bool isEmpty = root is YamlScalar { IsBlank: true };
        _findings.Report(isEmpty ? FindingCatalog.EmptyRecipe : FindingCatalog.RootNotMapping, root.Span, example);
        return null;
    }

    private ParsingEvent Next()
    {
        do
        {
            if (!MoveNext()) throw new ReadingStopped();
            _read = Math.Max(_read, OffsetOf(_events.Current!.End));
        }
        while (_events.Current is Comment);
        return _events.Current;
    }

    private bool MoveNext()
    {
        int place = _read;
        string reason = "it cannot be read from here on; is a quote, a bracket or a brace before it left open?";
        try
        {
            if (_events.MoveNext()) return true;
        }
        catch (YamlException failure)
        {
            place = OffsetOf(failure.Start);
            reason = failure.Message;
        }
        catch (Exception)
        {
            // The library's own slips on malformed text, such as InvalidOperationException in a list that is not closed.
        }
        YamlMistakes.ReportSyntax(_text, _lines, _read, place, reason, _findings);
        return false;
    }

    private YamlNode ReadNode(ParsingEvent start, int depth)
    {
        int offset = OffsetOf(start.Start);
        if (depth > DeepestNesting)
        {
            string levels = DeepestNesting.ToString(CultureInfo.InvariantCulture);
            Refuse(FindingCatalog.YamlNestedTooDeep, _lines.Span(offset, offset + 1), levels);
            throw new ReadingStopped();
        }
        RefuseReferences(start, offset);
        return start switch
        {
            Scalar scalar => ReadScalar(scalar, offset),
            SequenceStart => ReadSequence(offset, depth),
            MappingStart mapping => ReadMapping(mapping, offset, depth),
            _ => new YamlScalar("", null, _lines.Span(offset, offset)),
        };
    }

    private void RefuseReferences(ParsingEvent node, int offset)
    {
        // '?' is the library's tag of everything that has none.
        bool isReference = node is AnchorAlias or NodeEvent { Anchor.IsEmpty: false };
        bool isTagged = node is NodeEvent { Tag.IsEmpty: false } tagged && tagged.Tag.Value != "?";
        if (!isReference && !isTagged) return;
        int end = offset;
        while (end < _text.Length && !char.IsWhiteSpace(_text[end]) && !",[]{}".Contains(_text[end])) end++;
        string written = _text.Substring(offset, end - offset);
        bool isTag = written.StartsWith("!", StringComparison.Ordinal);
        Refuse(isTag ? FindingCatalog.Tag : FindingCatalog.AnchorOrAlias, _lines.Span(offset, end), written);
    }

    private void Refuse(FindingKind kind, SourceSpan span, string argument)
    {
        _isRefused = true;
        _findings.Report(kind, span, argument);
    }

    private void RefuseTooMany(int count, ParsingEvent next)
    {
        if (count < RecipeLimits.Entries) return;
        int offset = OffsetOf(next.Start);
        Refuse(FindingCatalog.TooManyEntries, _lines.Span(offset, offset + 1), RecipeLimits.Entries.ToString(CultureInfo.InvariantCulture));
        throw new ReadingStopped();
    }

    private YamlScalar ReadScalar(Scalar scalar, int offset)
    {
        if (scalar.Style is ScalarStyle.Literal)
        {
            RuleText rule = RuleTextReader.FromLiteralBlock(_path, _lines, scalar.Value, offset);
            return new YamlScalar(scalar.Value, rule, _lines.Span(offset, Math.Max(offset + 1, rule.Span(rule.Text.Length, 0).Start)));
        }
        SourceSpan span = _lines.Span(offset, OffsetOf(scalar.End));
        return scalar.Style is ScalarStyle.Folded
            ? new YamlScalar(scalar.Value, null, _lines.Span(offset, offset + 1))
            : new YamlScalar(scalar.Value, RuleTextReader.FromFlowScalar(_path, _text, scalar.Value, span), span);
    }

    private YamlSequence ReadSequence(int offset, int depth)
    {
        bool isFlow = CharacterAt(offset) == '[';
        var items = new List<YamlNode>();
        ParsingEvent next = Next();
        for (; next is not SequenceEnd; next = Next())
        {
            RefuseTooMany(items.Count, next);
            items.Add(ReadNode(next, depth + 1));
        }
        int end = isFlow ? OffsetOf(next.Start) + 1 : items.Count > 0 ? EndOf(items[items.Count - 1]) : offset;
        return new YamlSequence(items, _lines.Span(offset, end));
    }

    private YamlMapping ReadMapping(MappingStart start, int offset, int depth)
    {
        // The mark of a mapping of one pair in a list, [a: b], lies before what is read already.
        bool isFlow = start.Style is MappingStyle.Flow && offset + 1 >= _read && CharacterAt(offset) == '{';
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        int? first = null;
        int end = offset;
        ParsingEvent next = Next();
        for (; next is not MappingEnd; next = Next())
        {
            RefuseTooMany(entries.Count, next);
            YamlNode key = ReadNode(next, depth + 1);
            YamlNode value = ReadNode(Next(), depth + 1);
            first ??= key.Span.Start;
            end = EndOf(value);
            Add(entries, lines, key, value);
        }
        SourceSpan span = isFlow ? _lines.Span(offset, OffsetOf(next.Start) + 1) : _lines.Span(first ?? offset, end);
        return new YamlMapping(entries, span);
    }

    private void Add(List<YamlEntry> entries, Dictionary<string, int> lines, YamlNode key, YamlNode value)
    {
        if (key is not YamlScalar name)
        {
            _findings.Report(FindingCatalog.KeyNotName, key.Span);
            return;
        }
        if (name.Text == "<<")
        {
            Refuse(FindingCatalog.MergeKey, name.Span, name.Text);
            return;
        }
        if (lines.TryGetValue(name.Text, out int line))
        {
            _findings.Report(FindingCatalog.DuplicateKey, name.Span, name.Text, (line + 1).ToString(CultureInfo.InvariantCulture));
            return;
        }
        lines.Add(name.Text, name.Span.StartLine);
        entries.Add(new YamlEntry(name, value));
    }

    private static int EndOf(YamlNode node) => node.Span.Start + node.Span.Length;

    private char CharacterAt(int offset) => offset < _text.Length ? _text[offset] : '\0';

    private int OffsetOf(Mark mark) => (int)mark.Index + _lines.FirstOffset;

    /// <summary>What is wrong is reported; the rest of the file cannot be read.</summary>
    private sealed class ReadingStopped : Exception;
}
