import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.validation.profiles.Profiles;

/** Asks veraPDF whether a file complies with profiles such as PDFA-2A and PDFUA-1: one line each, then what fails. */
public class VeraCheck {
    public static void main(String[] given) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (int i = 1; i < given.length; i++) {
            String path = "/org/verapdf/pdfa/validation/" + given[i] + ".xml";
            try (var words = VeraGreenfieldFoundryProvider.class.getResourceAsStream(path)) {
                var profile = Profiles.profileFromXml(words);
                check(given[0], given[i], profile);
            }
        }
    }

    static void check(String file, String name, org.verapdf.pdfa.validation.profiles.ValidationProfile profile)
            throws Exception {
        PDFAFlavour flavour = profile.getPDFAFlavour();
        try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
                var validator = Foundries.defaultInstance().createValidator(profile, false)) {
            var result = validator.validate(parser);
            System.out.println(name + (result.isCompliant() ? " complies" : " fails"));
            for (var one : result.getTestAssertions()) {
                System.out.println("  " + one.getRuleId().getClause() + ": " + one.getMessage());
            }
        }
    }
}
