using System.Globalization;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Language;

/// <summary>Holds a call against the signature of its function.</summary>
internal static class CallChecker
{
    /// <summary>Reports everything in which <paramref name="call"/> differs from how its function is called.</summary>
    public static void Check(Call call, TokenCursor tokens)
    {
        string name = call.Function.Text;
        if (!Vocabulary.Functions.TryGetValue(name, out FunctionSignature? function))
        {
            bool isValue = Vocabulary.AssignableNames.Contains(name) || Vocabulary.ReadOnlyNames.Contains(name);
            tokens.Report(FindingCatalog.UnknownFunction, call.Function.Span, name,
                isValue ? $"; a product needs its '*': '{name} * (..)'" : Suggestion.DidYouMean(name, Vocabulary.Functions.Keys));
            return;
        }
        CheckCount(call, function, tokens);
        CheckLabels(call, function, tokens);
    }

    private static void CheckCount(Call call, FunctionSignature function, TokenCursor tokens)
    {
        int count = call.Arguments.Count(argument => argument.Label is null);
        int expected = function.Parameters.Count;
        if (count == expected) return;
        tokens.Report(FindingCatalog.WrongArgumentCount, call.Span,
            function.Name, expected == 1 ? "1 argument" : $"{Text(expected)} arguments", Text(count), function.Usage);
    }

    private static void CheckLabels(Call call, FunctionSignature function, TokenCursor tokens)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (Name label in call.Arguments.Select(argument => argument.Label).OfType<Name>())
        {
            if (!function.Labels.Contains(label.Text))
            {
                tokens.Report(FindingCatalog.UnknownLabel, label.Span, function.Name, label.Text,
                    Suggestion.DidYouMean(label.Text, function.Labels));
            }
            else if (!given.Add(label.Text))
            {
                tokens.Report(FindingCatalog.RepeatedLabel, label.Span, label.Text);
            }
        }
        if (!function.LabelsAreRequired) return;
        foreach (string label in function.Labels.Where(label => !given.Contains(label)))
        {
            tokens.Report(FindingCatalog.MissingLabel, call.Function.Span, function.Name, label, function.Usage);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
