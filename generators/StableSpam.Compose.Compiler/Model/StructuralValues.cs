using System.Globalization;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Model;

/// <summary>Counts the values of a transform's flags and choices: it is checked once for each of them.</summary>
public static class StructuralValues
{
    private const int OfFlag = 2;

    /// <summary>Reports <paramref name="transform"/> if it has more of them than any transform.</summary>
    public static void Check(TransformModel transform, FindingBag findings)
    {
        int values = transform.Hyperparameters.Where(declared => declared.IsStructural)
            .Sum(declared => declared.Kind == HyperparameterKind.Flag ? OfFlag : declared.Choices.Count);
        if (values > RecipeLimits.StructuralValues)
            findings.Report(FindingCatalog.TooManyStructuralValues, transform.Name.Span, transform.Name.Text, Text(values), Text(RecipeLimits.StructuralValues));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
