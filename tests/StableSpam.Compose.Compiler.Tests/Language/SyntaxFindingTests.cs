using System.Reflection;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Language;

public class SyntaxFindingTests
{
    private static readonly string Deep = new('(', 101);

    /// <summary>An id, a rule that has this mistake alone, its place, and what is said about it.</summary>
    private static readonly (string Id, string Rule, string Place, string Message)[] Mistakes =
    [
        ("SSC0101", "a = b $ c", "(1,7)", "'$' means nothing in a rule"),
        ("SSC0101", "a = b ** c", "(1,7)", "'**' means nothing in a rule; write '^'"),
        ("SSC0101", "a = b && c", "(1,7)", "'&&' means nothing in a rule; write 'and'"),
        ("SSC0101", "a = !b", "(1,5)", "'!' means nothing in a rule; write 'not'"),
        ("SSC0101", "a = t % 7", "(1,7)", "'%' means nothing in a rule; write 'mod(a, b)'"),
        ("SSC0101", "a = b − c", "(1,7)", "'−' means nothing in a rule; write '-'"),
        ("SSC0101", "a = β₁ * m", "(1,5)", "'β₁' means nothing in a rule"),
        ("SSC0101", "a = b\u00a0* c", "(1,6)", "'U+00A0' means nothing in a rule"),
        ("SSC0101", "a = b\0", "(1,6)", "'U+0000' means nothing in a rule"),
        ("SSC0102", "a = 2x", "(1,5)", "'2x' is not a number; a number looks like 3, 0.999 or 1e-8, and a product needs its '*'"),
        ("SSC0102", "a = 1.", "(1,5)", "'1.' is not a number; a number looks like 3, 0.999 or 1e-8, and a product needs its '*'"),
        ("SSC0102", "a = 1e", "(1,5)", "'1e' is not a number; a number looks like 3, 0.999 or 1e-8, and a product needs its '*'"),
        ("SSC0102", "a = 1.2.3", "(1,5)", "'1.2.3' is not a number; a number looks like 3, 0.999 or 1e-8, and a product needs its '*'"),
        ("SSC0103", "a = 1e999", "(1,5)", "'1e999' is too large for a number; infinity is written 'inf'"),
        ("SSC0104", "if a:\n\tb = 1", "(2,1)", "A tab does not indent; use spaces"),
        ("SSC0105", "if a:\n    b = 1\n  c = 1", "(3,3)",
            "This line is aligned with no statement above; start it in the column of the statement that it follows"),
        ("SSC0105", "  a = 1\nb = 1", "(2,1)",
            "This line is aligned with no statement above; start it in the column of the statement that it follows"),
        ("SSC0106", "a = 1\n  b = 1", "(2,3)",
            "Only what stands under 'if condition:' is indented; an expression goes on in the next line only while a bracket is open"),
        ("SSC0107", "a = g * " + new string('b', 65), "(1,9)", $"'{new string('b', 65)}' is longer than a name may be, which is 64 characters"),
        ("SSC0110", "aply", "(1,1)",
            "'aply' starts no statement; a rule is made of 'name = value', 'if condition:', 'reset moments', 'skip step when condition' and 'apply'; did you mean 'apply'?"),
        ("SSC0110", "g * 2", "(1,1)",
            "'g' starts no statement; a rule is made of 'name = value', 'if condition:', 'reset moments', 'skip step when condition' and 'apply'"),
        ("SSC0110", "m += 2", "(1,1)",
            "'m' starts no statement; a rule is made of 'name = value', 'if condition:', 'reset moments', 'skip step when condition' and 'apply'"),
        ("SSC0110", "2 = x", "(1,1)",
            "'2' starts no statement; a rule is made of 'name = value', 'if condition:', 'reset moments', 'skip step when condition' and 'apply'"),
        ("SSC0111", "if a: b = 1\nelse: b = 2", "(2,1)",
            "An 'if condition:' has no 'else'; write a second one with the opposite condition, such as 'if not flag:', or choose between values by 'name = if condition then a else b'"),
        ("SSC0112", "if a and b:\nc = 1", "(1,1)", "'if a and b:' guards no statement; write one after the colon, or indent the lines below it"),
        ("SSC0113", "norm = 1", "(1,1)", "'norm' is a function, and the name of a function cannot be shadowed; choose another name"),
        ("SSC0114", "if = 1", "(1,1)", "'if' is a word of the rule language and cannot be assigned; choose another name"),
        ("SSC0114", "as = 1", "(1,1)", "'as' is a word of the rule language and cannot be assigned; choose another name"),
        ("SSC0114", "inf = 1", "(1,1)", "'inf' is a word of the rule language and cannot be assigned; choose another name"),
        ("SSC0114", "true = 1", "(1,1)", "'true' is a word of the rule language and cannot be assigned; choose another name"),
        ("SSC0115", "grad = g", "(1,1)", "'grad' can be read but not assigned; of the names given to a rule, only g, w, lr and k can"),
        ("SSC0115", "if a: t = 1", "(1,7)", "'t' can be read but not assigned; of the names given to a rule, only g, w, lr and k can"),
        ("SSC0115", "rows = 1", "(1,1)", "'rows' can be read but not assigned; of the names given to a rule, only g, w, lr and k can"),
        ("SSC0120", "a = b *", "(1,8)", "Expected a value, found the end of the line"),
        ("SSC0120", "a = b +\n  c", "(1,8)",
            "Expected a value, found the end of the line (an expression goes on in the next line only while a bracket is open)"),
        ("SSC0120", "a = b c", "(1,7)", "Expected an operator or the end of the line, found 'c'"),
        ("SSC0120", "a = (b c)", "(1,8)", "Expected an operator or ')', found 'c'"),
        ("SSC0120", "a = b)", "(1,6)", "Expected an operator or the end of the line, found ')'"),
        ("SSC0120", "a = max(b c)", "(1,11)", "Expected an operator, ',' or ')', found 'c'"),
        ("SSC0120", "a = max(b, )", "(1,12)", "Expected a value, found ')'"),
        ("SSC0120", "a = +b", "(1,5)", "Expected a value, found '+'"),
        ("SSC0120", "a = if b then c", "(1,16)", "Expected 'else' and the value otherwise, found the end of the line"),
        ("SSC0120", "a = if b: c", "(1,9)", "Expected 'then' and a value, found ':'"),
        ("SSC0120", "if a then b = 1", "(1,6)", "Expected an operator or ':' after the condition, found 'then'"),
        ("SSC0120", "if a\n  b = 1", "(1,5)",
            "Expected an operator or ':' after the condition, found the end of the line (an expression goes on in the next line only while a bracket is open)"),
        ("SSC0120", "reset momentum", "(1,7)", "Expected 'moments', found 'momentum'"),
        ("SSC0120", "reset moments after", "(1,20)", "Expected 'step', found the end of the line"),
        ("SSC0120", "reset moments if due", "(1,15)", "Expected 'after step', 'when' or the end of the line, found 'if'"),
        ("SSC0120", "reset moments after step due", "(1,26)", "Expected 'when' or the end of the line, found 'due'"),
        ("SSC0120", "skip step", "(1,10)", "Expected 'when', found the end of the line"),
        ("SSC0120", "skip when due", "(1,6)", "Expected 'step', found 'when'"),
        ("SSC0120", "apply now", "(1,7)", "Expected the end of the line, found 'now'"),
        ("SSC0121", "a = 2 * (b + max(c, d)", "(1,9)", "This bracket is never closed"),
        ("SSC0121", "a = max(b,\n  c", "(1,8)", "This bracket is never closed"),
        ("SSC0122", "a = 0 <  g < 1", "(1,5)", "Comparisons do not chain; write '0 < g and g < 1'"),
        ("SSC0122", "a = b == c+1 != (d) <= e", "(1,5)", "Comparisons do not chain; write 'b == c+1 and c+1 != (d) and (d) <= e'"),
        ("SSC0123", "g = 2 * if g > 0 then 1 else 0", "(1,9)", "'if' inside a larger expression needs brackets around all of it: '(if ..)'"),
        ("SSC0123", "g = 1 - if g > 0 then 1 else 0", "(1,9)", "'if' inside a larger expression needs brackets around all of it: '(if ..)'"),
        ("SSC0123", "g = a == not b", "(1,10)", "'not' inside a larger expression needs brackets around all of it: '(not ..)'"),
        ("SSC0124", "a = b = c", "(1,7)", "'=' assigns and stands only after the name that a statement begins with; to compare, write '=='"),
        ("SSC0124", "if a = b: c = 1", "(1,6)", "'=' assigns and stands only after the name that a statement begins with; to compare, write '=='"),
        ("SSC0125", "a = " + Deep, "(1,105)", "This is nested more than 100 levels deep; give a part of it a name in a statement of its own"),
        ("SSC0126", "a = b" + string.Concat(Enumerable.Repeat(" + b", 1001)), "(1,4007)",
            "This expression has more than 1000 operations; give a part of it a name in a statement of its own"),
        ("SSC0130", "a = nrom(g)", "(1,5)", "There is no function 'nrom'; did you mean 'norm'?"),
        ("SSC0130", "a = gelu(g)", "(1,5)", "There is no function 'gelu'"),
        ("SSC0130", "a = lr (1 - b)", "(1,5)", "There is no function 'lr'; a product needs its '*': 'lr * (..)'"),
        ("SSC0131", "a = 2 * max", "(1,9)", "'max' is a function; write its arguments in brackets, as in 'max(a, b)'"),
        ("SSC0132", "a = as + 1", "(1,5)", "'as' is a word of the rule language and names no value"),
        ("SSC0133", "a = clamp(g, 1)", "(1,5)", "'clamp' takes 3 arguments without a label, not 2; write 'clamp(x, lo, hi)'"),
        ("SSC0133", "a = abs()", "(1,5)", "'abs' takes 1 argument without a label, not 0; write 'abs(x)'"),
        ("SSC0133", "a = cosine(t, from: 0, to: 1)", "(1,5)", "'cosine' takes 2 arguments without a label, not 1; write 'cosine(x, n, from: .., to: ..)'"),
        ("SSC0134", "a = norm(g, ovr: all)", "(1,13)", "'norm' has no argument 'ovr:'; did you mean 'over'?"),
        ("SSC0134", "a = max(g, w, over: all)", "(1,15)", "'max' has no argument 'over:'"),
        ("SSC0135", "a = norm(g, over: all, over: rows)", "(1,24)", "'over:' is given twice; keep one of them"),
        ("SSC0136", "a = linear(t, n, to: 0)", "(1,5)", "'linear' needs its 'from:'; write 'linear(x, n, from: .., to: ..)'"),
        ("SSC0137", "a = norm(g, over=all)", "(1,13)", "A label is followed by a colon; write 'over: ..'"),
        ("SSC0138", "a = norm(g, over: column)", "(1,19)",
            "'over:' takes one of elements, rows, columns, block, group and all, not 'column'; did you mean 'columns'?"),
        ("SSC0138", "a = norm(g, over: rows + 1)", "(1,19)", "'over:' takes one of elements, rows, columns, block, group and all, not 'rows + 1'"),
    ];

    public static TheoryData<string, string, string, string> Table
    {
        get
        {
            var table = new TheoryData<string, string, string, string>();
            foreach ((string id, string rule, string place, string message) in Mistakes) table.Add(id, rule, place, message);
            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_mistake_is_named_at_its_place(string id, string rule, string place, string message)
    {
        Assert.Equal([$"{place} {id}"], Parsing.Mistakes(rule));
        Assert.Equal(message, Parsing.Message(rule));
    }

    [Fact]
    public void Every_finding_about_syntax_has_a_rule_that_shows_it()
    {
        string[] known = [.. typeof(FindingCatalog).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => ((FindingKind)field.GetValue(null)!).Id)
            .Where(id => id.StartsWith("SSC01", StringComparison.Ordinal))];
        Assert.Equal(known.Distinct(), known);
        Assert.Equal(known.Order(), Mistakes.Select(mistake => mistake.Id).Distinct().Order());
    }

    [Theory]
    [InlineData("", "(1,1) SSC0120", "Expected a value, found the end of the text")]
    [InlineData("# nothing", "(1,1) SSC0120", "Expected a value, found the end of the text")]
    [InlineData("a b", "(1,3) SSC0120", "Expected an operator or the end of the text, found 'b'")]
    [InlineData("a = b", "(1,3) SSC0124", "'=' assigns and stands only after the name that a statement begins with; to compare, write '=='")]
    [InlineData("max", null, null)]
    [InlineData("max + 1", "(1,1) SSC0131", "'max' is a function; write its arguments in brackets, as in 'max(a, b)'")]
    [InlineData("(a\n+ b", "(1,1) SSC0121", "This bracket is never closed")]
    public void Mistakes_of_an_expression_are_reported_too(string text, string? place, string? message)
    {
        if (place is null)
        {
            Assert.Empty(Parsing.ExpressionMistakes(text));
            return;
        }
        Assert.Equal([place], Parsing.ExpressionMistakes(text));
        Assert.Equal(message, Parsing.ExpressionMessage(text));
    }

    [Fact]
    public void What_is_just_not_too_deep_or_too_long_is_read()
    {
        Assert.Equal("a", BracketedForm.Of(Parsing.Expression(new string('(', 99) + "a" + new string(')', 99))));
        Parsing.Expression("b" + string.Concat(Enumerable.Repeat(" + b", 1000)));
        Parsing.Statements(string.Concat(Enumerable.Repeat("if a: ", 100)) + "apply");
    }

    [Theory]
    [InlineData("(")]
    [InlineData("-")]
    [InlineData("not ")]
    [InlineData("abs(")]
    [InlineData("2^")]
    [InlineData("if a then b else ")]
    [InlineData("0 < (")]
    public void Nesting_without_end_is_one_finding_and_not_a_crash(string piece) =>
        Assert.EndsWith("SSC0125", Assert.Single(Parsing.ExpressionMistakes(string.Concat(Enumerable.Repeat(piece, 100_000)) + "a")));

    [Fact]
    public void Blocks_without_end_are_one_finding_and_not_a_crash()
    {
        string oneLine = string.Concat(Enumerable.Repeat("if a: ", 50_000)) + "apply";
        string blocks = string.Concat(Enumerable.Range(0, 2_000).Select(depth => new string(' ', depth) + "if a:\n"))
            + new string(' ', 2_000) + "apply";
        Assert.EndsWith("SSC0125", Assert.Single(Parsing.Mistakes(oneLine)));
        Assert.EndsWith("SSC0125", Assert.Single(Parsing.Mistakes(blocks)));
    }
}
