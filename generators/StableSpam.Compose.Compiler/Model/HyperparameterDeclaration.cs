using System.Text.RegularExpressions;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Model;

/// <summary>A hyperparameter as it is written, whatever the front end; what is not written is <see langword="null"/>.</summary>
public sealed record HyperparameterDeclaration
{
    private static readonly Regex ChoiceName = new(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant);

    /// <summary>Its name.</summary>
    public required Spelled Name { get; init; }

    /// <summary><c>int</c> or <c>real</c>.</summary>
    public Spelled? Type { get; init; }

    /// <summary>A number, <c>true</c>, <c>false</c>, or one of the choices.</summary>
    public Spelled? Default { get; init; }

    /// <summary>An interval.</summary>
    public Spelled? Range { get; init; }

    /// <summary>The values of a choice; <see langword="null"/> if it is none.</summary>
    public EquatableArray<Spelled>? Choices { get; init; }

    /// <summary>Whether only a number will do, as for the learning rate.</summary>
    public bool IsNumber { get; init; }

    /// <summary>What goes wrong outside the range; empty where it is not said.</summary>
    public string Why { get; init; } = "";

    /// <summary>One line of what it does.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The model of it. What is wrong is reported, and the model made of the rest, so that the name is known further on.</summary>
    /// <remarks>That a default is missing is for the front end to say, which knows whether one was meant.</remarks>
    public HyperparameterModel ToModel(FindingBag findings)
    {
        if (Choices is { } choices) return ChoiceModel(choices, findings);
        bool isFlag = !IsNumber && Default is not null && DeclaredWord.TruthValues.Contains(Default.Text);
        return isFlag ? FlagModel(Default!, findings) : NumberModel(findings);
    }

    private HyperparameterModel FlagModel(Spelled initial, FindingBag findings)
    {
        RefuseKeysOfNumbers("a flag", findings);
        return new HyperparameterModel
        {
            Name = Name,
            Kind = HyperparameterKind.Flag,
            StructuralDefault = initial.Text,
            Summary = Summary,
        };
    }

    private HyperparameterModel ChoiceModel(EquatableArray<Spelled> choices, FindingBag findings)
    {
        RefuseKeysOfNumbers("a choice", findings);
        var names = new List<string>();
        foreach (Spelled choice in choices)
        {
            bool isName = ChoiceName.IsMatch(choice.Text) && !Vocabulary.ReservedWords.Contains(choice.Text);
            if (!isName) findings.Report(FindingCatalog.InvalidChoice, choice.Span, choice.Text);
            if (names.Contains(choice.Text)) findings.Report(FindingCatalog.DuplicateChoice, choice.Span, choice.Text);
            else names.Add(choice.Text);
        }
        if (names.Count < 2) findings.Report(FindingCatalog.TooFewChoices, Name.Span, Name.Text);
        if (Default is not null && names.Count > 0 && !names.Contains(Default.Text))
        {
            string suggestion = Suggestion.DidYouMean(Default.Text, names);
            findings.Report(FindingCatalog.DefaultNotChoice, Default.Span, Name.Text, Default.Text, suggestion);
        }
        return new HyperparameterModel
        {
            Name = Name,
            Kind = HyperparameterKind.Choice,
            StructuralDefault = Default?.Text ?? names.FirstOrDefault() ?? "",
            Choices = names.ToEquatableArray(),
            Summary = Summary,
        };
    }

    private HyperparameterModel NumberModel(FindingBag findings)
    {
        bool isInteger = Type is not null && DeclaredWord.Check(Type, "type", DeclaredWord.Types, findings) && Type.Text == "int";
        HyperparameterRange range = CheckedRange(findings);
        return new HyperparameterModel
        {
            Name = Name,
            Kind = isInteger ? HyperparameterKind.Integer : HyperparameterKind.Real,
            Default = CheckedDefault(isInteger, range, findings),
            Range = range,
            Why = Why,
            Summary = Summary,
        };
    }

    private HyperparameterRange CheckedRange(FindingBag findings)
    {
        if (Range is null) return HyperparameterRange.Any;
        if (HyperparameterRange.Parse(Range.Text) is not { } range)
        {
            findings.Report(FindingCatalog.InvalidRange, Range.Span, Range.Text);
            return HyperparameterRange.Any;
        }
        if (!range.IsEmpty) return range;
        findings.Report(FindingCatalog.EmptyRange, Range.Span, Range.Text);
        return HyperparameterRange.Any;
    }

    private NumberText CheckedDefault(bool isInteger, HyperparameterRange range, FindingBag findings)
    {
        if (Default is null) return NumberText.Zero;
        if (NumberText.Parse(Default.Text) is not { } number)
        {
            string suggestion = IsNumber ? "" : Suggestion.DidYouMean(Default.Text, DeclaredWord.TruthValues);
            findings.Report(FindingCatalog.DefaultNotNumber, Default.Span, Name.Text, Default.Text, suggestion);
            return NumberText.Zero;
        }
        if (isInteger && !number.IsWhole) findings.Report(FindingCatalog.DefaultNotWhole, Default.Span, Name.Text, number.Text);
        if (!range.Contains(number.Value))
        {
            findings.Report(FindingCatalog.DefaultOutOfRange, Default.Span, Name.Text, number.Text, range.Text, FindingCatalog.Because(Why));
        }
        return isInteger && number.IsWhole ? number.InDigits() : number;
    }

    private void RefuseKeysOfNumbers(string kind, FindingBag findings)
    {
        if (Range is not null) findings.Report(FindingCatalog.KeyOfNumbers, Range.Span, "range", Name.Text, kind);
        if (Type is not null) findings.Report(FindingCatalog.KeyOfNumbers, Type.Span, "type", Name.Text, kind);
    }
}
