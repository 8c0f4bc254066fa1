using System.Globalization;
using System.Text.RegularExpressions;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Model;

/// <summary>Checks names that a recipe declares. What passes is an identifier of C# and hides nothing of the rule language.</summary>
public static class DeclaredName
{
    // Every generated constructor begins with it.
    private const string ConstructorParameter = "parameters";

    private static readonly Regex TypeName = new(@"\A[A-Z][A-Za-z0-9]*\z", RegexOptions.CultureInvariant);
    private static readonly Regex ValueName = new(@"\A[a-z][a-z0-9]*(_[a-z0-9]+)*\z", RegexOptions.CultureInvariant);
    private static readonly Regex Words = new(@"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", RegexOptions.CultureInvariant);

    /// <summary>Checks a name in PascalCase: an optimizer's, a transform's, and what <c>as:</c> gives.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What it names, with its article.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static void CheckTypeName(Spelled name, string what, FindingBag findings)
    {
        if (IsTooLong(name, findings) || TypeName.IsMatch(name.Text)) return;
        findings.Report(FindingCatalog.InvalidTypeName, name.Span, name.Text, what, OtherForm(name.Text, TypeName, PascalCase(name.Text)));
    }

    /// <summary>Checks a name in snake_case that rules use: a hyperparameter's, a state's, that of another transform's state.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What it names, with its article.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static void CheckValueName(Spelled name, string what, FindingBag findings)
    {
        if (IsTooLong(name, findings)) return;
        if (Meaning(name.Text) is { } meaning)
        {
            findings.Report(FindingCatalog.ReservedName, name.Span, name.Text, what, meaning);
        }
        else if (!ValueName.IsMatch(name.Text))
        {
            string suggestion = OtherForm(name.Text, ValueName, SnakeCase(name.Text));
            findings.Report(FindingCatalog.InvalidValueName, name.Span, name.Text, what, suggestion);
        }
    }

    private static bool IsTooLong(Spelled name, FindingBag findings)
    {
        if (name.Text.Length <= RecipeLimits.NameLength) return false;
        findings.Report(FindingCatalog.NameTooLong, name.Span, name.Text, RecipeLimits.NameLength.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    private static string? Meaning(string name) => name switch
    {
        _ when Vocabulary.Functions.ContainsKey(name) => "a function of the rule language",
        _ when Vocabulary.ReservedWords.Contains(name) => "a word of the rule language",
        _ when Vocabulary.IsReserved(name) => "a name that every rule is given",
        _ when CSharpKeywords.Contains(name) => "a keyword of C#",
        ConstructorParameter => "what every optimizer's constructor takes first",
        _ => null,
    };

    private static string OtherForm(string name, Regex form, string candidate) =>
        candidate != name && form.IsMatch(candidate) && Meaning(candidate) is null ? $"; did you mean '{candidate}'?" : "";

    private static string PascalCase(string name) =>
        string.Concat(WordsOf(name).Select(word => word.Substring(0, 1).ToUpperInvariant() + word.Substring(1)));

    private static string SnakeCase(string name) => string.Join("_", WordsOf(name).Select(word => word.ToLowerInvariant()));

    private static IEnumerable<string> WordsOf(string name) => Words.Matches(name).Cast<Match>().Select(match => match.Value);
}
