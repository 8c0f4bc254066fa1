using System.Globalization;
using System.Text.RegularExpressions;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Language;

/// <summary>Cuts a rule or an expression into tokens.</summary>
/// <remarks>
/// In a rule a line ends with <see cref="TokenKind.Newline"/> unless a bracket is open, and deeper lines stand between
/// <see cref="TokenKind.Indent"/> and <see cref="TokenKind.Dedent"/>. In an expression lines mean nothing. Every list of tokens
/// closes with <see cref="TokenKind.End"/>; that of a rule has a Newline before it, and as many Dedents as Indents.
/// </remarks>
internal sealed class Lexer
{
    private static readonly Dictionary<string, TokenKind> Words = new(StringComparer.Ordinal)
    {
        ["if"] = TokenKind.If,
        ["then"] = TokenKind.Then,
        ["else"] = TokenKind.Else,
        ["and"] = TokenKind.And,
        ["or"] = TokenKind.Or,
        ["not"] = TokenKind.Not,
        ["inf"] = TokenKind.Infinity,
    };

    // Two characters first, so that '<=' is not read as '<'.
    private static readonly (string Text, TokenKind Kind)[] Symbols =
    [
        ("<=", TokenKind.LessOrEqual),
        (">=", TokenKind.GreaterOrEqual),
        ("==", TokenKind.Equal),
        ("!=", TokenKind.NotEqual),
        ("<", TokenKind.Less),
        (">", TokenKind.Greater),
        ("=", TokenKind.Assign),
        ("+", TokenKind.Plus),
        ("-", TokenKind.Minus),
        ("*", TokenKind.Times),
        ("/", TokenKind.Divide),
        ("^", TokenKind.Power),
        ("(", TokenKind.Open),
        (")", TokenKind.Close),
        (",", TokenKind.Comma),
        (":", TokenKind.Colon),
    ];

    // Operators of other languages and of papers, and what to write for them here.
    private static readonly (string Text, string Instead)[] Foreign =
    [
        ("**", "^"),
        ("&&", "and"),
        ("||", "or"),
        ("!", "not"),
        ("%", "mod(a, b)"),
        ("×", "*"),
        ("·", "*"),
        ("−", "-"),
        ("≤", "<="),
        ("≥", ">="),
        ("≠", "!="),
        ("∞", "inf"),
    ];

    // What no line inside brackets can start with: the bracket before it was forgotten.
    private static readonly Regex StatementStart = new(
        @"\G(?:[A-Za-z_][A-Za-z0-9_]*[ \t]*=(?!=)|reset[ \t]+moments\b|skip[ \t]+step\b)", RegexOptions.CultureInvariant);

    private readonly RuleText _text;
    private readonly string _source;
    private readonly FindingBag _findings;
    private readonly bool _hasLines;
    private readonly List<Token> _tokens = [];
    private readonly Stack<int> _indentations = new();
    private int _position;
    private int _lineStart;
    private int _openBrackets;
    private bool _startsStatement = true;

    // Indentation of lines that were reported as misaligned: more of them belong together.
    private int _misaligned = -1;

    private Lexer(RuleText text, FindingBag findings, bool hasLines)
    {
        _text = text;
        _source = text.Text;
        _findings = findings;
        _hasLines = hasLines;
    }

    private int EndOfLastToken => _tokens.Count == 0 ? 0 : _tokens[_tokens.Count - 1].End;

    private bool LineBeforeEndsWithColon => _tokens.Count > 1 && _tokens[_tokens.Count - 2].Kind == TokenKind.Colon;

    /// <summary>The tokens of a rule.</summary>
    public static IReadOnlyList<Token> LexRule(RuleText text, FindingBag findings) => new Lexer(text, findings, hasLines: true).Lex();

    /// <summary>The tokens of an expression.</summary>
    public static IReadOnlyList<Token> LexExpression(RuleText text, FindingBag findings) =>
        new Lexer(text, findings, hasLines: false).Lex();

    private List<Token> Lex()
    {
        while (true)
        {
            SkipBlanksAndComment();
            if (_position == _source.Length) break;
            if (_source[_position] == '\n')
            {
                EndLine();
                continue;
            }
            if (_hasLines && _startsStatement) MeasureIndentation();
            _startsStatement = false;
            LexToken();
        }
        if (_hasLines && !_startsStatement) AddLayout(TokenKind.Newline);
        for (int i = _indentations.Count; i > 1; i--) AddLayout(TokenKind.Dedent);
        AddLayout(TokenKind.End);
        return _tokens;
    }

    private void SkipBlanksAndComment()
    {
        while (_position < _source.Length && _source[_position] is ' ' or '\t' or '\r') _position++;
        if (_position < _source.Length && _source[_position] == '#')
        {
            int end = _source.IndexOf('\n', _position);
            _position = end < 0 ? _source.Length : end;
        }
    }

    private void EndLine()
    {
        _position++;
        _lineStart = _position;
        if (!_hasLines || _startsStatement) return;
        if (_openBrackets > 0 && !BracketWasForgotten()) return;
        _openBrackets = 0;
        _startsStatement = true;
        AddLayout(TokenKind.Newline);
    }

    // A statement inside brackets, no deeper than the one that opened them (or guarded by it): better to lose one statement
    // to the forgotten bracket than all that follow.
    private bool BracketWasForgotten()
    {
        int start = _lineStart;
        while (start < _source.Length && _source[start] is ' ' or '\t') start++;
        bool mayBeStatement = start - _lineStart <= _indentations.Peek() || _tokens[_tokens.Count - 1].Kind == TokenKind.Colon;
        return mayBeStatement && StatementStart.IsMatch(_source, start);
    }

    private void MeasureIndentation()
    {
        int width = _position - _lineStart;
        int current = _indentations.Count == 0 ? 0 : _indentations.Peek();
        int tab = _source.IndexOf('\t', _lineStart, width);
        if (tab >= 0)
        {
            Report(FindingCatalog.TabIndents, tab, 1);
            width = LineBeforeEndsWithColon ? current + 1 : current;
        }
        if (width == _misaligned) return;
        _misaligned = -1;
        if (_indentations.Count == 0)
        {
            _indentations.Push(width);
        }
        else if (width > current)
        {
            _indentations.Push(width);
            AddLayout(TokenKind.Indent);
        }
        else
        {
            while (width < _indentations.Peek() && _indentations.Count > 1)
            {
                _indentations.Pop();
                AddLayout(TokenKind.Dedent);
            }
            if (width == _indentations.Peek()) return;
            Report(FindingCatalog.UnmatchedIndentation, _position, 1);
            _misaligned = width;
        }
    }

    private void LexToken()
    {
        char first = _source[_position];
        if (IsNameStart(first)) LexName();
        else if (IsDigit(first) || (first == '.' && IsDigit(At(_position + 1)))) LexNumber();
        else LexSymbol();
    }

    private void LexName()
    {
        int start = _position;
        while (IsNamePart(At(_position))) _position++;
        string name = _source.Substring(start, _position - start);
        if (name.Length > RecipeLimits.NameLength)
        {
            AddInvalid(FindingCatalog.NameTooLong, start, name, RecipeLimits.NameLength.ToString(CultureInfo.InvariantCulture));
            return;
        }
        Add(Words.TryGetValue(name, out TokenKind word) ? word : TokenKind.Name, start);
    }

    private void LexNumber()
    {
        int start = _position;
        SkipDigits();
        if (At(_position) == '.' && IsDigit(At(_position + 1)))
        {
            _position++;
            SkipDigits();
        }
        if (At(_position) is 'e' or 'E')
        {
            int exponent = _position + 1;
            if (At(exponent) is '+' or '-') exponent++;
            if (IsDigit(At(exponent)))
            {
                _position = exponent;
                SkipDigits();
            }
        }
        int end = _position;
        while (IsNamePart(At(_position)) || At(_position) == '.') _position++;
        if (_position == end)
        {
            Add(TokenKind.Number, start);
        }
        else
        {
            AddInvalid(FindingCatalog.MalformedNumber, start, _source.Substring(start, _position - start));
        }
    }

    private void LexSymbol()
    {
        int start = _position;
        foreach ((string text, string instead) in Foreign)
        {
            // '!=' is no foreign '!'.
            if (!StandsHere(text) || (text == "!" && At(start + 1) == '=')) continue;
            _position += text.Length;
            AddInvalid(FindingCatalog.UnexpectedCharacter, start, text, $"; write '{instead}'");
            return;
        }
        foreach ((string text, TokenKind kind) in Symbols)
        {
            if (!StandsHere(text)) continue;
            _position += text.Length;
            if (kind == TokenKind.Open) _openBrackets++;
            if (kind == TokenKind.Close && _openBrackets > 0) _openBrackets--;
            Add(kind, start);
            return;
        }
        LexUnknown();
    }

    // A run of characters outside ASCII is one mistake, not one for each character.
    private void LexUnknown()
    {
        int start = _position++;
        if (_source[start] > '\x7f')
        {
            while (At(_position) > '\x7f') _position++;
        }
        AddInvalid(FindingCatalog.UnexpectedCharacter, start, Visible(_source.Substring(start, _position - start)), "");
    }

    private static string Visible(string characters)
    {
        bool isHidden = characters.All(character => char.IsControl(character) || char.IsWhiteSpace(character)
            || char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned);
        return isHidden ? "U+" + ((int)characters[0]).ToString("X4", CultureInfo.InvariantCulture) : characters;
    }

    private bool StandsHere(string text) => string.CompareOrdinal(_source, _position, text, 0, text.Length) == 0;

    // A character that is part of no token stands for the end of the text.
    private char At(int position) => position < _source.Length ? _source[position] : '\0';

    private void SkipDigits()
    {
        while (IsDigit(At(_position))) _position++;
    }

    private static bool IsDigit(char character) => character is >= '0' and <= '9';

    private static bool IsNameStart(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_';

    private static bool IsNamePart(char character) => IsNameStart(character) || IsDigit(character);

    private void Add(TokenKind kind, int start) => _tokens.Add(new Token(kind, start, _position - start));

    private void AddLayout(TokenKind kind) => _tokens.Add(new Token(kind, EndOfLastToken, 0));

    private void AddInvalid(FindingKind mistake, int start, params string[] arguments)
    {
        Add(TokenKind.Invalid, start);
        Report(mistake, start, _position - start, arguments);
    }

    private void Report(FindingKind mistake, int start, int length, params string[] arguments) =>
        _findings.Report(mistake, _text.Span(start, length), arguments);
}
