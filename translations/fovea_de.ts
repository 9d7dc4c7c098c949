<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_US">
<context>
    <name>Shortcuts</name>
    <message>
        <source>Go to the search field; typing anywhere does so too</source>
        <translation>Zum Suchfeld; einfach lostippen geht auch</translation>
    </message>
    <message>
        <source>Search with the picture on the clipboard</source>
        <translation>Mit dem Bild der Zwischenablage suchen</translation>
    </message>
    <message>
        <source>Copy the selected photos</source>
        <translation>Ausgewählte Fotos kopieren</translation>
    </message>
    <message>
        <source>Undo what the notice tells of</source>
        <translation>Rückgängig machen, wovon der Hinweis spricht</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Go to the next part of the window</source>
        <translation>Zum nächsten Teil des Fensters</translation>
    </message>
    <message>
        <source>Go to the part of the window before</source>
        <translation>Zum vorigen Teil des Fensters</translation>
    </message>
    <message>
        <source>Show the folders</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Show Settings</source>
        <translation>Einstellungen zeigen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>One step back</source>
        <translation>Einen Schritt zurück</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Open the photo</source>
        <translation>Foto öffnen</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Preview the photo</source>
        <translation>Foto ansehen</translation>
    </message>
    <message>
        <source>Ctrl+Space</source>
        <translation>Strg+Leertaste</translation>
    </message>
    <message>
        <source>Select or deselect the photo</source>
        <translation>Foto aus- oder abwählen</translation>
    </message>
    <message>
        <source>Ctrl+A</source>
        <translation>Strg+A</translation>
    </message>
    <message>
        <source>Select all photos</source>
        <translation>Alle Fotos auswählen</translation>
    </message>
    <message>
        <source>Ctrl+plus, Ctrl+minus</source>
        <translation>Strg+Plus, Strg+Minus</translation>
    </message>
    <message>
        <source>Larger or smaller photos</source>
        <translation>Größere oder kleinere Fotos</translation>
    </message>
    <message>
        <source>I</source>
        <translation>I</translation>
    </message>
    <message>
        <source>Show or hide the facts about the open photo</source>
        <translation>Angaben zum geöffneten Foto zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Teach Fovea</source>
        <translation>Fovea etwas beibringen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Take the selected photos out of the album; on an album, delete it</source>
        <translation>Die ausgewählten Fotos aus dem Album nehmen; auf einem Album: es löschen</translation>
    </message>
    <message>
        <source>F2</source>
        <translation>F2</translation>
    </message>
    <message>
        <source>Rename the album</source>
        <translation>Das Album umbenennen</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Strg+Eingabe</translation>
    </message>
    <message>
        <source>Go to the next step of teaching</source>
        <translation>Zum nächsten Schritt des Lehrens</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln Foto</numerusform>
            <numerusform>%Ln Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln s left</source>
        <translation>
            <numerusform>noch %Ln s</numerusform>
            <numerusform>noch %Ln s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min left</source>
        <translation>
            <numerusform>noch %Ln min</numerusform>
            <numerusform>noch %Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h left</source>
        <translation>
            <numerusform>noch %Ln h</numerusform>
            <numerusform>noch %Ln h</numerusform>
        </translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>weniger als einer Minute</translation>
    </message>
    <message numerus="yes">
        <source>about %Ln min</source>
        <translation>
            <numerusform>etwa %Ln min</numerusform>
            <numerusform>etwa %Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln h</source>
        <translation>
            <numerusform>etwa %Ln h</numerusform>
            <numerusform>etwa %Ln h</numerusform>
        </translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message numerus="yes">
        <source>%Ln min ago</source>
        <translation>
            <numerusform>vor %Ln min</numerusform>
            <numerusform>vor %Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h ago</source>
        <translation>
            <numerusform>vor %Ln h</numerusform>
            <numerusform>vor %Ln h</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::app::ChipReader</name>
    <message>
        <source>This photo is not in the library any more.</source>
        <translation>Dieses Foto ist nicht mehr in der Bibliothek.</translation>
    </message>
</context>
<context>
    <name>fovea::app::Decoders</name>
    <message>
        <source>The image could not be kept for a moment: %1.</source>
        <translation>Das Bild konnte nicht zwischengespeichert werden: %1.</translation>
    </message>
</context>
<context>
    <name>fovea::app::Desk</name>
    <message>
        <source>%1 looks at your photos now. Searches change over when it is through.</source>
        <translation>%1 sieht jetzt deine Fotos an. Ist es durch, wechselt die Suche zu ihm.</translation>
    </message>
    <message>
        <source>%1 is not a folder that can be read.</source>
        <translation>%1 ist kein Ordner, der gelesen werden kann.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not be read.</source>
        <translation>
            <numerusform>%Ln Foto konnte nicht gelesen werden.</numerusform>
            <numerusform>%Ln Fotos konnten nicht gelesen werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) added.</source>
        <translation>
            <numerusform>%Ln Foto hinzugefügt.</numerusform>
            <numerusform>%Ln Fotos hinzugefügt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>The files of these photos are not there now. Connect their disk first.</source>
        <translation>Die Dateien dieser Fotos sind gerade nicht da. Verbinde zuerst ihren Datenträger.</translation>
    </message>
    <message>
        <source>The desktop has no program for these files.</source>
        <translation>Der Schreibtisch hat kein Programm für diese Dateien.</translation>
    </message>
    <message>
        <source>These photos are in %1 already.</source>
        <translation>Diese Fotos sind schon in %1.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) added to %1.</source>
        <translation>
            <numerusform>%Ln Foto zu %1 hinzugefügt.</numerusform>
            <numerusform>%Ln Fotos zu %1 hinzugefügt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) taken out of %1. They stay in the library.</source>
        <translation>
            <numerusform>%Ln Foto aus %1 genommen. Es bleibt in der Bibliothek.</numerusform>
            <numerusform>%Ln Fotos aus %1 genommen. Sie bleiben in der Bibliothek.</numerusform>
        </translation>
    </message>
    <message>
        <source>today, %1</source>
        <translation>heute, %1</translation>
    </message>
    <message>
        <source>Learning is stopped. It can go on from there.</source>
        <translation>Das Lernen ist angehalten. Es kann von dort weitergehen.</translation>
    </message>
    <message>
        <source>Fovea had not finished learning from %1.</source>
        <translation>Fovea war mit dem Lernen aus %1 nicht fertig geworden.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Nothing was learned that is worth keeping.</source>
        <translation>Es wurde nichts gelernt, was sich zu behalten lohnt.</translation>
    </message>
    <message>
        <source>Fovea has learned from %1.</source>
        <translation>Fovea hat aus %1 gelernt.</translation>
    </message>
    <message>
        <source>Kept. Searches know your words from now on.</source>
        <translation>Behalten. Suchen kennen ab jetzt deine Wörter.</translation>
    </message>
    <message>
        <source>Undone. Searches are as they were before.</source>
        <translation>Rückgängig gemacht. Suchen sind wie zuvor.</translation>
    </message>
    <message>
        <source>%1 answers now.</source>
        <translation>%1 antwortet jetzt.</translation>
    </message>
    <message>
        <source>%1 was removed. The model is as it was before.</source>
        <translation>%1 wurde entfernt. Das Modell ist wieder wie vorher.</translation>
    </message>
    <message>
        <source>Other searches began to suffer before anything was learned that is worth keeping.</source>
        <translation>Andere Suchen begannen zu leiden, bevor etwas gelernt war, das sich zu behalten lohnt.</translation>
    </message>
</context>
<context>
    <name>fovea::app::IndexProcess</name>
    <message>
        <source>Indexing could not start: %1 is missing or cannot be run.</source>
        <translation>Das Einlesen konnte nicht beginnen: %1 fehlt oder lässt sich nicht ausführen.</translation>
    </message>
    <message>
        <source>Indexing ended too early. What is done is kept; trying again goes on from there.</source>
        <translation>Das Einlesen endete zu früh. Was fertig ist, bleibt; ein neuer Versuch macht dort weiter.</translation>
    </message>
    <message>
        <source>Indexing ended with status %1. What is done is kept; trying again goes on from there.</source>
        <translation>Das Einlesen endete mit Status %1. Was fertig ist, bleibt; ein neuer Versuch macht dort weiter.</translation>
    </message>
</context>
<context>
    <name>fovea::app::ModelService</name>
    <message>
        <source>New words: %1</source>
        <translation>Neue Wörter: %1</translation>
    </message>
    <message>
        <source>Projections tuned</source>
        <translation>Projektionen angepasst</translation>
    </message>
    <message>
        <source>Tuned inside (LoRA)</source>
        <translation>Im Inneren angepasst (LoRA)</translation>
    </message>
    <message>
        <source>All of it tuned</source>
        <translation>Ganz angepasst</translation>
    </message>
    <message>
        <source>taught on %1</source>
        <translation>gelernt am %1</translation>
    </message>
    <message>
        <source>finds %1 instead of %2</source>
        <translation>findet %1 statt %2</translation>
    </message>
    <message>
        <source>%1 + %2</source>
        <comment>a model and what it was taught</comment>
        <translation>%1 + %2</translation>
    </message>
    <message>
        <source>finds as many of your captions as before, %1</source>
        <translation>findet so viele deiner Texte wie vorher, %1</translation>
    </message>
</context>
<context>
    <name>fovea::app::PhotoItems</name>
    <message>
        <source>%1° S</source>
        <translation>%1° S</translation>
    </message>
    <message>
        <source>%1° N</source>
        <translation>%1° N</translation>
    </message>
    <message>
        <source>%1° W</source>
        <translation>%1° W</translation>
    </message>
    <message>
        <source>%1° E</source>
        <translation>%1° O</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>%1 is not there now. Connect its disk to see the photo.</source>
        <translation>%1 ist gerade nicht da. Verbinde den Datenträger, um das Foto zu sehen.</translation>
    </message>
</context>
<context>
    <name>fovea::app::PreviewLoader</name>
    <message>
        <source>This photo is not in the library any more.</source>
        <translation>Dieses Foto ist nicht mehr in der Bibliothek.</translation>
    </message>
    <message>
        <source>The file of this photo is not there now. Connect its disk, or look through its folder again.</source>
        <translation>Die Datei dieses Fotos ist gerade nicht da. Verbinde ihren Datenträger oder sieh den Ordner noch einmal durch.</translation>
    </message>
</context>
<context>
    <name>fovea::app::SearchWorker</name>
    <message>
        <source>No photo is ready to be searched yet.</source>
        <translation>Noch ist kein Foto fertig zum Suchen.</translation>
    </message>
    <message>
        <source>The model has changed since the photos were indexed. Index the folders again to search them.</source>
        <translation>Das Modell wurde gewechselt, seit die Fotos eingelesen wurden. Lies die Ordner noch einmal ein, um sie zu durchsuchen.</translation>
    </message>
    <message>
        <source>This photo is not indexed yet; try again when indexing is done.</source>
        <translation>Dieses Foto ist noch nicht eingelesen; versuche es noch einmal, wenn das Einlesen fertig ist.</translation>
    </message>
</context>
<context>
    <name>fovea::app::TeachService</name>
    <message>
        <source>There is nothing to learn from yet.</source>
        <translation>Es gibt noch nichts, woraus gelernt werden kann.</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 and %n more</source>
        <translation>
            <numerusform>%1, %2 und %n weiteres</numerusform>
            <numerusform>%1, %2 und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>There are no photos here. Add some, or choose another album.</source>
        <translation>Hier sind keine Fotos. Füge welche hinzu, oder wähle ein anderes Album.</translation>
    </message>
    <message>
        <source>None of these photos has a caption. Write a few words for each.</source>
        <translation>Keines dieser Fotos hat einen Text. Schreib zu jedem ein paar Worte.</translation>
    </message>
    <message numerus="yes">
        <source>Only %Ln photo(s) with a caption: too few to learn from. Eight are needed; thirty and more teach better.</source>
        <translation>
            <numerusform>Nur %Ln Foto mit Text: zu wenig, um daraus zu lernen. Acht sind nötig; dreißig und mehr lehren besser.</numerusform>
            <numerusform>Nur %Ln Fotos mit Text: zu wenige, um daraus zu lernen. Acht sind nötig; dreißig und mehr lehren besser.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %Ln photo(s) a name can be learned, and little else. More photos of the same things help, above all from other days.</source>
        <translation>
            <numerusform>Aus %Ln Foto lässt sich ein Name lernen und wenig sonst. Mehr Fotos von denselben Dingen helfen, vor allem von anderen Tagen.</numerusform>
            <numerusform>Aus %Ln Fotos lässt sich ein Name lernen und wenig sonst. Mehr Fotos von denselben Dingen helfen, vor allem von anderen Tagen.</numerusform>
        </translation>
    </message>
    <message>
        <source>All captions are equal, so nothing tells these photos from each other. Add photos of other things, or say what differs.</source>
        <translation>Alle Texte sind gleich, also unterscheidet nichts diese Fotos voneinander. Füge Fotos von anderem hinzu, oder schreib, worin sie sich unterscheiden.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln caption(s) are shared by several photos. That is fine for names; to tell those photos apart, say in each what differs.</source>
        <translation>
            <numerusform>%Ln Text teilen sich mehrere Fotos. Für Namen ist das gut; um diese Fotos zu unterscheiden, schreib zu jedem, was anders ist.</numerusform>
            <numerusform>%Ln Texte teilen sich mehrere Fotos. Für Namen ist das gut; um diese Fotos zu unterscheiden, schreib zu jedem, was anders ist.</numerusform>
        </translation>
    </message>
    <message>
        <source>Every caption is a single word. A short sentence, such as “Fido asleep on the sofa”, teaches more.</source>
        <translation>Jeder Text ist ein einzelnes Wort. Ein kurzer Satz wie „Fido schläft auf dem Sofa“ lehrt mehr.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln caption(s) are longer than the model reads; their ends are cut off. Put what matters first.</source>
        <translation>
            <numerusform>%Ln Text ist länger, als das Modell liest; sein Ende wird abgeschnitten. Schreib das Wichtige zuerst.</numerusform>
            <numerusform>%Ln Texte sind länger, als das Modell liest; ihre Enden werden abgeschnitten. Schreib das Wichtige zuerst.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) have no caption and cannot be learned from.</source>
        <translation>
            <numerusform>%Ln Foto hat keinen Text; daraus lässt sich nichts lernen.</numerusform>
            <numerusform>%Ln Fotos haben keinen Text; daraus lässt sich nichts lernen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) cannot be read and will be left out.</source>
        <translation>
            <numerusform>%Ln Datei lässt sich nicht lesen und bleibt weg.</numerusform>
            <numerusform>%Ln Dateien lassen sich nicht lesen und bleiben weg.</numerusform>
        </translation>
    </message>
    <message>
        <source>Too few photos differ to keep any aside, so nothing tells how well it finds what it has not seen.</source>
        <translation>Zu wenige Fotos unterscheiden sich, um welche beiseitezulegen; so zeigt nichts, wie gut Ungesehenes gefunden wird.</translation>
    </message>
    <message>
        <source>The library has no other photos, so those of the album itself watch over other searches.</source>
        <translation>Die Bibliothek hat keine anderen Fotos, also wachen die des Albums selbst über andere Suchen.</translation>
    </message>
    <message>
        <source>%1 has no photos, so there is nothing to learn from.</source>
        <translation>%1 hat keine Fotos, also gibt es nichts zu lernen.</translation>
    </message>
    <message numerus="yes">
        <source>None of the %Ln photo(s) can be read. The first: %1</source>
        <translation>
            <numerusform>Das eine Foto lässt sich nicht lesen: %1</numerusform>
            <numerusform>Keines der %Ln Fotos lässt sich lesen. Das erste: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None of the %Ln photo(s) of %1 has a caption. Write what is in them.</source>
        <translation>
            <numerusform>Das eine Foto von %1 hat keinen Text. Schreib, was darauf ist.</numerusform>
            <numerusform>Keines der %Ln Fotos von %1 hat einen Text. Schreib, was darauf ist.</numerusform>
        </translation>
    </message>
    <message>
        <source>Only one photo of %1 has a caption, and one alone shows no difference. Add captions to a few more, best to twenty and over.</source>
        <translation>Nur ein Foto von %1 hat einen Text, und eines allein zeigt keinen Unterschied. Schreib zu ein paar mehr etwas, am besten zu zwanzig und mehr.</translation>
    </message>
    <message>
        <source>All captions are the same (“%1”), so they do not tell one photo from another. Write captions that differ, or name what is new under Advanced.</source>
        <translation>Alle Texte sind gleich („%1“), also unterscheiden sie kein Foto vom anderen. Schreib verschiedene, oder nenne unter Erweitert, was neu ist.</translation>
    </message>
    <message>
        <source>This needs up to %1 of memory, and %2 are free. Take a smaller batch under Advanced, or a lighter method.</source>
        <translation>Dafür sind bis zu %1 Speicher nötig, und %2 sind frei. Nimm unter Erweitert einen kleineren Stapel oder eine leichtere Methode.</translation>
    </message>
    <message>
        <source>This needs %1 in %2, where %3 are free. Make room, or choose a lighter method.</source>
        <translation>Dafür sind %1 in %2 nötig, wo %3 frei sind. Schaff Platz, oder wähle eine leichtere Methode.</translation>
    </message>
    <message>
        <source>Most captions have a word that the model does not know (%1), so it learns these words and stays as it is for all others.</source>
        <translation>Die meisten Texte haben ein Wort, das das Modell nicht kennt (%1); es lernt diese Wörter und bleibt für alle anderen, wie es ist.</translation>
    </message>
    <message>
        <source>An album of this size teaches how its words and pictures belong together; adjusting the last layer is enough for that, and quick.</source>
        <translation>Ein Album dieser Größe lehrt, wie seine Wörter und Bilder zusammengehören; dafür reicht es, die letzte Schicht anzupassen, und das geht schnell.</translation>
    </message>
    <message>
        <source>Thousands of captions that differ can teach the model more than its last layer holds; a low-rank change keeps it small.</source>
        <translation>Tausende verschiedene Texte können das Modell mehr lehren, als seine letzte Schicht fasst; eine Änderung von kleinem Rang hält es klein.</translation>
    </message>
    <message>
        <source>So many photos with captions of their own are enough to train the whole model with.</source>
        <translation>So viele Fotos mit eigenen Texten reichen, um das ganze Modell zu trainieren.</translation>
    </message>
    <message>
        <source>This model has no last layer of its own to adjust, so a low-rank change is the next that serves.</source>
        <translation>Dieses Modell hat keine eigene letzte Schicht zum Anpassen; eine Änderung von kleinem Rang ist das nächste, das taugt.</translation>
    </message>
    <message>
        <source>No new word stands in the captions of two photos or more, so the way captions are read changes a little instead.</source>
        <translation>Kein neues Wort steht in den Texten von zwei Fotos oder mehr; stattdessen ändert sich ein wenig, wie Texte gelesen werden.</translation>
    </message>
    <message>
        <source>%1 is not there any more.</source>
        <translation>%1 ist nicht mehr da.</translation>
    </message>
    <message>
        <source>There are no pictures to learn from in %1.</source>
        <translation>In %1 gibt es keine Bilder, aus denen sich lernen lässt.</translation>
    </message>
    <message>
        <source>None of the pictures that %1 names can be found.</source>
        <translation>Keines der Bilder, die %1 nennt, ist zu finden.</translation>
    </message>
    <message>
        <source>%1 may not be read. Change its permissions, or choose another one.</source>
        <translation>%1 darf nicht gelesen werden. Ändere die Rechte, oder wähle etwas anderes.</translation>
    </message>
    <message>
        <source>%1 is too large for a file of captions.</source>
        <translation>%1 ist zu groß für eine Datei mit Texten.</translation>
    </message>
    <message>
        <source>%1 holds no captions.</source>
        <translation>%1 enthält keine Texte.</translation>
    </message>
    <message>
        <source>%1 is no table of captions: its first line has to name the columns file and caption, and every line needs both.</source>
        <translation>%1 ist keine Tabelle mit Texten: Die erste Zeile muss die Spalten file und caption nennen, und jede Zeile braucht beide.</translation>
    </message>
    <message>
        <source>%1 is no COCO file of captions: it needs images and annotations.</source>
        <translation>%1 ist keine COCO-Datei mit Texten: Sie braucht images und annotations.</translation>
    </message>
</context>
<context>
    <name>fovea::app::TrainProcess</name>
    <message>
        <source>Learning could not start: %1 is missing or cannot be run.</source>
        <translation>Das Lernen konnte nicht beginnen: %1 fehlt oder lässt sich nicht ausführen.</translation>
    </message>
    <message>
        <source>Learning ended too early. What it learned so far is kept; starting again goes on from there.</source>
        <translation>Das Lernen endete zu früh. Was bisher gelernt wurde, bleibt; ein neuer Start macht dort weiter.</translation>
    </message>
    <message>
        <source>Learning ended with status %1. What it learned so far is kept; starting again goes on from there.</source>
        <translation>Das Lernen endete mit Status %1. Was bisher gelernt wurde, bleibt; ein neuer Start macht dort weiter.</translation>
    </message>
</context>
<context>
    <name>fovea::ui::AdapterRow</name>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>How strongly what was taught counts</source>
        <translation>Wie stark das Gelernte zählt</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
    <message>
        <source>Strength of %1</source>
        <translation>Stärke von %1</translation>
    </message>
    <message>
        <source>More for %1</source>
        <translation>Mehr zu %1</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>fovea::ui::CaptionGrid</name>
    <message>
        <source>What is in this photo?</source>
        <translation>Was ist auf diesem Foto?</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Bildunterschrift</translation>
    </message>
    <message numerus="yes">
        <source>same as %Ln other(s)</source>
        <translation>
            <numerusform>wie %Ln anderes</numerusform>
            <numerusform>wie %Ln andere</numerusform>
        </translation>
    </message>
    <message>
        <source>Photos and captions</source>
        <translation>Fotos und Bildunterschriften</translation>
    </message>
</context>
<context>
    <name>fovea::ui::CaptionModel</name>
    <message>
        <source>No caption</source>
        <translation>Ohne Text</translation>
    </message>
</context>
<context>
    <name>fovea::ui::ChipWidget</name>
    <message>
        <source>Photos should be like this image. Delete takes it away.</source>
        <translation>Fotos sollen diesem Bild ähneln. Entf nimmt es weg.</translation>
    </message>
    <message>
        <source>like this photo</source>
        <translation>wie dieses Foto</translation>
    </message>
    <message>
        <source>like %1</source>
        <translation>wie %1</translation>
    </message>
</context>
<context>
    <name>fovea::ui::CurveChart</name>
    <message>
        <source>%1 from %2 to %3</source>
        <translation>%1 von %2 bis %3</translation>
    </message>
</context>
<context>
    <name>fovea::ui::DropOverlay</name>
    <message numerus="yes">
        <source>%Ln folder(s), with all photos below</source>
        <translation>
            <numerusform>%Ln Ordner mit allen Fotos darunter</numerusform>
            <numerusform>%Ln Ordner mit allen Fotos darunter</numerusform>
        </translation>
    </message>
    <message>
        <source>for folders; these photos are in the library</source>
        <translation>für Ordner; diese Fotos sind schon in der Bibliothek</translation>
    </message>
    <message numerus="yes">
        <source>for folders; this is %Ln photo(s)</source>
        <translation>
            <numerusform>für Ordner; das ist %Ln Foto</numerusform>
            <numerusform>für Ordner; das sind %Ln Fotos</numerusform>
        </translation>
    </message>
    <message>
        <source>for folders</source>
        <translation>für Ordner</translation>
    </message>
    <message>
        <source>Fovea compares it with your photos, on this computer</source>
        <translation>Fovea vergleicht es mit deinen Fotos, auf diesem Computer</translation>
    </message>
    <message>
        <source>It joins %1 in the search field</source>
        <translation>Es kommt zu %1 ins Suchfeld</translation>
    </message>
    <message>
        <source>for photos; this is a folder</source>
        <translation>für Fotos; das ist ein Ordner</translation>
    </message>
    <message>
        <source>This is only a link, and Fovea fetches nothing from the net. Save the picture first.</source>
        <translation>Das ist nur ein Link, und Fovea holt nichts aus dem Netz. Speichere zuerst das Bild.</translation>
    </message>
    <message>
        <source>for photos; Fovea does not know this kind of file</source>
        <translation>für Fotos; diese Art von Datei kennt Fovea nicht</translation>
    </message>
    <message>
        <source>Find similar photos</source>
        <translation>Ähnliche Fotos finden</translation>
    </message>
    <message>
        <source>Add to library</source>
        <translation>Zur Bibliothek hinzufügen</translation>
    </message>
</context>
<context>
    <name>fovea::ui::ExamplePhotos</name>
    <message>
        <source>%1: %2 of %3 right</source>
        <translation>%1: %2 von %3 richtig</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>fovea::ui::FirstStart</name>
    <message>
        <source>%1, ready in %2</source>
        <translation>%1, fertig in %2</translation>
    </message>
    <message>
        <source>Find your photos by what is in them</source>
        <translation>Finde deine Fotos danach, was darauf ist</translation>
    </message>
    <message>
        <source>Choose a folder. Fovea looks at each photo once, then you search in your own words.</source>
        <translation>Wähle einen Ordner. Fovea sieht jedes Foto einmal an, dann suchst du mit deinen Worten.</translation>
    </message>
    <message>
        <source>or drop folders anywhere in this window</source>
        <translation>oder Ordner hierher ziehen</translation>
    </message>
    <message>
        <source>Photos are only read. No photo and no search leaves this computer.</source>
        <translation>Fotos werden nur gelesen. Kein Foto und keine Suche verlässt diesen Computer.</translation>
    </message>
    <message>
        <source>The starter model is built in, with no download. Sharper ones are in Settings.</source>
        <translation>Das Startmodell ist eingebaut, ohne Download. Schärfere gibt es in den Einstellungen.</translation>
    </message>
    <message>
        <source>Add %1</source>
        <translation>%1 hinzufügen</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>Anderen Ordner wählen …</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>Ordner wählen …</translation>
    </message>
</context>
<context>
    <name>fovea::ui::FolderRow</name>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More for %1</source>
        <translation>Mehr zu %1</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>still searchable; the photos open when it is back</source>
        <translation>weiter durchsuchbar; die Fotos öffnen sich, wenn er wieder da ist</translation>
    </message>
    <message>
        <source>%1 of %2 done</source>
        <translation>%1 von %2 fertig</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>its turn comes after the folder in hand</source>
        <translation>kommt nach dem angefangenen Ordner dran</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Indexing</source>
        <translation>Fotos werden eingelesen</translation>
    </message>
    <message>
        <source>Indexing, %1</source>
        <translation>Wird eingelesen, %1</translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation>Auf dem neuesten Stand</translation>
    </message>
    <message>
        <source>checked %1</source>
        <translation>geprüft %1</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>In der Dateiverwaltung zeigen</translation>
    </message>
    <message>
        <source>Remove from library</source>
        <translation>Aus der Bibliothek entfernen</translation>
    </message>
</context>
<context>
    <name>fovea::ui::FoldersPage</name>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>No folder yet. Indexing only reads the photos; your files stay as they are.</source>
        <translation>Noch kein Ordner. Fotos werden nur gelesen; deine Dateien bleiben, wie sie sind.</translation>
    </message>
    <message numerus="yes">
        <source>%1 in %Ln folder(s). Indexing only reads them; your files stay as they are.</source>
        <translation>
            <numerusform>%1 in %Ln Ordner. Sie werden nur gelesen; deine Dateien bleiben, wie sie sind.</numerusform>
            <numerusform>%1 in %Ln Ordnern. Sie werden nur gelesen; deine Dateien bleiben, wie sie sind.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::InfoLine</name>
    <message>
        <source>Relevance</source>
        <translation>Relevanz</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Size of the photos</source>
        <translation>Größe der Fotos</translation>
    </message>
</context>
<context>
    <name>fovea::ui::MainWindow</name>
    <message>
        <source>Choose the folder of a model</source>
        <translation>Ordner eines Modells wählen</translation>
    </message>
    <message>
        <source>%1 leaves the library. Its photos stay where they are.</source>
        <translation>%1 verlässt die Bibliothek. Die Fotos bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Choose a folder with photos</source>
        <translation>Ordner mit Fotos wählen</translation>
    </message>
    <message>
        <source>Fovea does not know this kind of file: %1</source>
        <translation>Diese Art von Datei kennt Fovea nicht: %1</translation>
    </message>
    <message>
        <source>This is only a link, and Fovea fetches nothing from the net. Save the picture, then drop the file.</source>
        <translation>Das ist nur ein Link, und Fovea holt nichts aus dem Netz. Speichere das Bild und ziehe dann die Datei hierher.</translation>
    </message>
    <message>
        <source>The picture came without its contents. Save it, then drop the file.</source>
        <translation>Das Bild kam ohne seinen Inhalt an. Speichere es und ziehe dann die Datei hierher.</translation>
    </message>
    <message>
        <source>this picture</source>
        <translation>dieses Bild</translation>
    </message>
    <message numerus="yes">
        <source>A search takes %Ln picture(s); the first ones were taken.</source>
        <translation>
            <numerusform>Eine Suche nimmt %Ln Bild; das erste wurde genommen.</numerusform>
            <numerusform>Eine Suche nimmt %Ln Bilder; die ersten wurden genommen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose pictures to search with</source>
        <translation>Bilder wählen, mit denen gesucht wird</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>Bilder (%1)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>„%1“</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln Bild</numerusform>
            <numerusform>%Ln Bildern</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Find similar</source>
        <translation>Ähnliche finden</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Open with another program</source>
        <translation>Mit anderem Programm öffnen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>These photos are not connected now, so there is nothing to copy. Connect their folder, then copy again.</source>
        <translation>Diese Fotos sind gerade nicht verbunden, es gibt also nichts zu kopieren. Verbinde ihren Ordner und kopiere dann noch einmal.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) copied. Paste into a folder or a message.</source>
        <translation>
            <numerusform>%Ln Foto kopiert. Füge es in einen Ordner oder eine Nachricht ein.</numerusform>
            <numerusform>%Ln Fotos kopiert. Füge sie in einen Ordner oder eine Nachricht ein.</numerusform>
        </translation>
    </message>
    <message>
        <source>Your photos are on their way</source>
        <translation>Deine Fotos sind unterwegs</translation>
    </message>
    <message>
        <source>They appear here as Fovea looks at them. You can search the first of them within seconds.</source>
        <translation>Sie erscheinen hier, während Fovea sie ansieht. Nach Sekunden kannst du die ersten durchsuchen.</translation>
    </message>
    <message>
        <source>%1 is not connected</source>
        <translation>%1 ist nicht verbunden</translation>
    </message>
    <message>
        <source>Connect it, and Fovea looks through it.</source>
        <translation>Verbinde den Ordner, dann sieht Fovea ihn durch.</translation>
    </message>
    <message>
        <source>It is connected now</source>
        <translation>Er ist jetzt verbunden</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>No photos in %1</source>
        <translation>Keine Fotos in %1</translation>
    </message>
    <message>
        <source>Fovea found no picture that it can read in this folder or below it.</source>
        <translation>Fovea fand in diesem Ordner und darunter kein Bild, das es lesen kann.</translation>
    </message>
    <message>
        <source>Photos were added since</source>
        <translation>Seitdem kamen Fotos dazu</translation>
    </message>
    <message>
        <source>No photos yet</source>
        <translation>Noch keine Fotos</translation>
    </message>
    <message>
        <source>Fovea found no picture that it can read in your folders.</source>
        <translation>Fovea fand in deinen Ordnern kein Bild, das es lesen kann.</translation>
    </message>
    <message>
        <source>Add another folder</source>
        <translation>Einen weiteren Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Fovea only reads it; your files stay as they are</source>
        <translation>Fovea liest ihn nur; deine Dateien bleiben, wie sie sind</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>See what your folders hold</source>
        <translation>Nachsehen, was in den Ordnern ist</translation>
    </message>
    <message>
        <source>How many photos each has, and whether it is connected</source>
        <translation>Wie viele Fotos jeder hat und ob er verbunden ist</translation>
    </message>
    <message>
        <source>Show folders</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Search for what it looks like</source>
        <translation>Danach suchen, wie es aussieht</translation>
    </message>
    <message>
        <source>Without the quotation marks the words describe the photo</source>
        <translation>Ohne die Anführungszeichen beschreiben die Worte das Foto</translation>
    </message>
    <message>
        <source>Search pictures</source>
        <translation>Bilder durchsuchen</translation>
    </message>
    <message>
        <source>Use fewer words</source>
        <translation>Weniger Worte nehmen</translation>
    </message>
    <message>
        <source>“%1” alone is easier to match</source>
        <translation>„%1“ allein ist leichter zu finden</translation>
    </message>
    <message>
        <source>Search “%1”</source>
        <translation>„%1“ suchen</translation>
    </message>
    <message>
        <source>Look in names and captions</source>
        <translation>In Namen und Beschreibungen suchen</translation>
    </message>
    <message>
        <source>Finds the words as they are written, not what they look like</source>
        <translation>Findet die Worte, wie sie geschrieben sind, nicht wie es aussieht</translation>
    </message>
    <message>
        <source>Search text</source>
        <translation>Text suchen</translation>
    </message>
    <message>
        <source>Nothing here looks like this picture</source>
        <translation>Nichts hier sieht aus wie dieses Bild</translation>
    </message>
    <message>
        <source>Nothing here is like “%1”</source>
        <translation>Nichts hier ist wie „%1“</translation>
    </message>
    <message>
        <source>No photo can be searched yet: Fovea has to look at each of them once.</source>
        <translation>Noch kann kein Foto gefunden werden: Fovea muss jedes einmal ansehen.</translation>
    </message>
    <message>
        <source>Fovea compared it with %1.</source>
        <translation>Fovea hat es mit %1 verglichen.</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Ein Modell wählen</translation>
    </message>
    <message>
        <source>Settings lists those on this computer and those to install</source>
        <translation>Die Einstellungen zeigen, welche hier sind und welche es noch gibt</translation>
    </message>
    <message>
        <source>Show Settings</source>
        <translation>Einstellungen zeigen</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>Noch einmal suchen</translation>
    </message>
    <message>
        <source>With the same words and pictures</source>
        <translation>Mit denselben Worten und Bildern</translation>
    </message>
    <message>
        <source>There is no model to search with</source>
        <translation>Es gibt kein Modell, mit dem gesucht werden kann</translation>
    </message>
    <message>
        <source>This search has no answer</source>
        <translation>Diese Suche hat keine Antwort</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>Suche läuft</translation>
    </message>
    <message>
        <source>as soon as the model is loaded</source>
        <translation>sobald das Modell geladen ist</translation>
    </message>
    <message>
        <source>offline; still searchable, and the photos open when it is back</source>
        <translation>offline; weiter durchsuchbar, und die Fotos öffnen sich, wenn er wieder da ist</translation>
    </message>
    <message>
        <source>You can search already.</source>
        <translation>Du kannst schon suchen.</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>Zum Beispiel</translation>
    </message>
    <message>
        <source>a dog</source>
        <translation>a dog</translation>
    </message>
    <message>
        <source>an old street</source>
        <translation>an old street</translation>
    </message>
    <message>
        <source>someone by the water</source>
        <translation>someone by the water</translation>
    </message>
    <message numerus="yes">
        <source>Search the %Ln photo(s) that are ready, in your own words</source>
        <translation>
            <numerusform>Das %Ln fertige Foto durchsuchen, mit deinen Worten</numerusform>
            <numerusform>Die %Ln fertigen Fotos durchsuchen, mit deinen Worten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Search your %Ln photo(s), in your own words</source>
        <translation>
            <numerusform>Dein %Ln Foto durchsuchen, mit deinen Worten</numerusform>
            <numerusform>Deine %Ln Fotos durchsuchen, mit deinen Worten</numerusform>
        </translation>
    </message>
    <message>
        <source>Search your photos, in your own words</source>
        <translation>Deine Fotos durchsuchen, mit deinen Worten</translation>
    </message>
    <message numerus="yes">
        <source>Best %Ln photo(s)</source>
        <translation>
            <numerusform>Das beste Foto</numerusform>
            <numerusform>Die besten %Ln Fotos</numerusform>
        </translation>
    </message>
    <message>
        <source>, newest first</source>
        <translation>, neueste zuerst</translation>
    </message>
    <message>
        <source>, best first</source>
        <translation>, beste zuerst</translation>
    </message>
    <message>
        <source>New album</source>
        <translation>Neues Album</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>an album&apos;s name with a number behind it</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>The album %1 is deleted. Its photos stay in the library.</source>
        <translation>Das Album %1 ist gelöscht. Seine Fotos bleiben in der Bibliothek.</translation>
    </message>
    <message>
        <source>Fovea is still learning. It can learn from %1 afterwards.</source>
        <translation>Fovea lernt noch. Aus %1 kann es danach lernen.</translation>
    </message>
    <message>
        <source>Add to album</source>
        <translation>Zu Album hinzufügen</translation>
    </message>
    <message>
        <source>Remove from album</source>
        <translation>Aus dem Album nehmen</translation>
    </message>
    <message>
        <source>Select photos, then drag them onto the album in the sidebar, or choose Add to album.</source>
        <translation>Wähle Fotos aus und zieh sie in der Seitenleiste auf das Album, oder wähle „Zu Album hinzufügen“.</translation>
    </message>
    <message>
        <source>Look for photos to add</source>
        <translation>Nach Fotos zum Hinzufügen sehen</translation>
    </message>
    <message>
        <source>All photos of the library</source>
        <translation>Alle Fotos der Bibliothek</translation>
    </message>
    <message>
        <source>Show all photos</source>
        <translation>Alle Fotos zeigen</translation>
    </message>
    <message>
        <source>Make an album</source>
        <translation>Album daraus machen</translation>
    </message>
    <message>
        <source>Teach with this album</source>
        <translation>Mit diesem Album lehren</translation>
    </message>
</context>
<context>
    <name>fovea::ui::MethodCard</name>
    <message>
        <source>Learn the new words</source>
        <translation>Die neuen Wörter lernen</translation>
    </message>
    <message>
        <source>Adjust the last layer</source>
        <translation>Die letzte Schicht anpassen</translation>
    </message>
    <message>
        <source>Adjust all layers a little</source>
        <translation>Alle Schichten ein wenig anpassen</translation>
    </message>
    <message>
        <source>Teach the whole model</source>
        <translation>Das ganze Modell lehren</translation>
    </message>
    <message>
        <source>Learned the new words</source>
        <translation>Die neuen Wörter gelernt</translation>
    </message>
    <message>
        <source>Adjusted the last layer</source>
        <translation>Die letzte Schicht angepasst</translation>
    </message>
    <message>
        <source>Adjusted all layers a little</source>
        <translation>Alle Schichten ein wenig angepasst</translation>
    </message>
    <message>
        <source>Taught the whole model</source>
        <translation>Das ganze Modell gelehrt</translation>
    </message>
    <message>
        <source>Fovea learns what “%1” means. Photos stay as they were seen.</source>
        <translation>Fovea lernt, was „%1“ bedeutet. Die Fotos sieht es wie bisher.</translation>
    </message>
    <message>
        <source>”, “</source>
        <translation>“, „</translation>
    </message>
    <message>
        <source>Fovea learns how your words and these photos belong together. The rest of the model stays as it is.</source>
        <translation>Fovea lernt, wie deine Wörter und diese Fotos zusammengehören. Der Rest des Modells bleibt, wie er ist.</translation>
    </message>
    <message>
        <source>Everything may change. For thousands of captions and a lot of time; all photos are looked at again.</source>
        <translation>Alles darf sich ändern. Für Tausende von Bildunterschriften und viel Zeit; alle Fotos werden neu angesehen.</translation>
    </message>
    <message>
        <source>Time not known yet</source>
        <translation>Dauer noch unbekannt</translation>
    </message>
    <message>
        <source>in the background</source>
        <translation>im Hintergrund</translation>
    </message>
    <message>
        <source>Your captions</source>
        <translation>Deine Texte</translation>
    </message>
    <message>
        <source>Other searches</source>
        <translation>Andere Suchen</translation>
    </message>
    <message>
        <source>stay as they are</source>
        <translation>bleiben, wie sie sind</translation>
    </message>
    <message>
        <source>may change somewhat</source>
        <translation>können sich ändern</translation>
    </message>
    <message>
        <source>should hardly change</source>
        <translation>bleiben fast gleich</translation>
    </message>
    <message>
        <source>Little memory</source>
        <translation>Wenig Speicher</translation>
    </message>
    <message>
        <source>of memory at most</source>
        <translation>Speicher höchstens</translation>
    </message>
    <message>
        <source>No caption has a word that is new to Fovea, so it learns to read a little differently. Photos stay as they were seen.</source>
        <translation>Kein Text hat ein Wort, das für Fovea neu ist; es lernt, ein wenig anders zu lesen. Fotos bleiben, wie sie gesehen wurden.</translation>
    </message>
    <message>
        <source>Fovea learns to read and to look a little differently, in every layer. Where its looking changes, all photos are looked at again.</source>
        <translation>Fovea lernt, in jeder Schicht ein wenig anders zu lesen und zu sehen. Wo sich das Sehen ändert, werden alle Fotos neu angesehen.</translation>
    </message>
    <message>
        <source>found by your own names</source>
        <translation>unter deinen Namen gefunden</translation>
    </message>
    <message>
        <source>likely found more often</source>
        <translation>wohl öfter gefunden</translation>
    </message>
</context>
<context>
    <name>fovea::ui::ModelRow</name>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>License %1</source>
        <translation>Lizenz %1</translation>
    </message>
    <message>
        <source>More for %1</source>
        <translation>Mehr zu %1</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>Installieren</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Checking the download</source>
        <translation>Download wird geprüft</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>Wird verwendet</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Remove from this computer</source>
        <translation>Von diesem Computer entfernen</translation>
    </message>
</context>
<context>
    <name>fovea::ui::ModelsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>A model decides how well words and photos find each other. A larger one finds more and takes longer for each photo; nothing is downloaded unless you ask for it.</source>
        <translation>Vom Modell hängt ab, wie gut Worte und Fotos zueinander finden. Ein größeres findet mehr und braucht für jedes Foto länger; heruntergeladen wird nur, was du verlangst.</translation>
    </message>
    <message>
        <source>Add a model from a folder…</source>
        <translation>Modell aus einem Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>An OpenCLIP or Hugging Face CLIP model with its weights as safetensors</source>
        <translation>Ein CLIP-Modell von OpenCLIP oder Hugging Face, die Gewichte als safetensors</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Models on this computer</source>
        <translation>Modelle auf diesem Computer</translation>
    </message>
    <message>
        <source>Models to install</source>
        <translation>Modelle zum Installieren</translation>
    </message>
    <message>
        <source>downloaded once, then used without the net</source>
        <translation>einmal heruntergeladen, dann ohne Netz verwendet</translation>
    </message>
</context>
<context>
    <name>fovea::ui::NoticeBar</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>fovea::ui::PhotoGrid</name>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Photo %1 of %2</source>
        <translation>Foto %1 von %2</translation>
    </message>
    <message>
        <source>No date</source>
        <translation>Ohne Datum</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln Foto</numerusform>
            <numerusform>%Ln Fotos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::ProblemsPage</name>
    <message>
        <source>Try all again</source>
        <translation>Alle noch einmal versuchen</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Files that could not be read</source>
        <translation>Dateien, die nicht gelesen werden konnten</translation>
    </message>
    <message>
        <source>Every file could be read.</source>
        <translation>Jede Datei konnte gelesen werden.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) could not be read; the rest of each folder is not affected.</source>
        <translation>
            <numerusform>%Ln Datei konnte nicht gelesen werden; der Rest jedes Ordners ist nicht betroffen.</numerusform>
            <numerusform>%Ln Dateien konnten nicht gelesen werden; der Rest jedes Ordners ist nicht betroffen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>Pfad kopieren</translation>
    </message>
</context>
<context>
    <name>fovea::ui::RecallBars</name>
    <message>
        <source>%1 before, %2 after; %3</source>
        <translation>%1 vorher, %2 nachher; %3</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
</context>
<context>
    <name>fovea::ui::SearchField</name>
    <message>
        <source>like this picture</source>
        <translation>wie dieses Bild</translation>
    </message>
    <message>
        <source>like %1</source>
        <translation>wie %1</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Search with a picture…</source>
        <translation>Mit einem Bild suchen …</translation>
    </message>
    <message>
        <source>Search with a picture</source>
        <translation>Mit einem Bild suchen</translation>
    </message>
    <message>
        <source>Add words, or drop a photo</source>
        <translation>Worte hinzufügen oder ein Foto hierher ziehen</translation>
    </message>
</context>
<context>
    <name>fovea::ui::SelectionBar</name>
    <message>
        <source>Selected photos</source>
        <translation>Ausgewählte Fotos</translation>
    </message>
    <message>
        <source>Find similar</source>
        <translation>Ähnliche finden</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) selected</source>
        <translation>
            <numerusform>%Ln Foto ausgewählt</numerusform>
            <numerusform>%Ln Fotos ausgewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>Add to album</source>
        <translation>Zu Album hinzufügen</translation>
    </message>
</context>
<context>
    <name>fovea::ui::Sidebar</name>
    <message>
        <source>Places</source>
        <translation>Orte</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>All photos</source>
        <translation>Alle Fotos</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>offline</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>In der Dateiverwaltung zeigen</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>Remove from library</source>
        <translation>Aus der Bibliothek entfernen</translation>
    </message>
    <message>
        <source>Teach</source>
        <translation>Lehren</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Alben</translation>
    </message>
    <message>
        <source>New album from this folder</source>
        <translation>Neues Album aus diesem Ordner</translation>
    </message>
    <message>
        <source>Teach with this folder</source>
        <translation>Mit diesem Ordner lehren</translation>
    </message>
    <message>
        <source>Teach with this album</source>
        <translation>Mit diesem Album lehren</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Delete album</source>
        <translation>Album löschen</translation>
    </message>
</context>
<context>
    <name>fovea::ui::SidebarRow</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
</context>
<context>
    <name>fovea::ui::StatusLine</name>
    <message>
        <source>Stop indexing; what is done stays</source>
        <translation>Aufhören; was fertig ist, bleibt</translation>
    </message>
    <message>
        <source>Stop indexing</source>
        <translation>Mit dem Einlesen aufhören</translation>
    </message>
    <message>
        <source>Looking through %1</source>
        <translation>%1 wird durchgesehen</translation>
    </message>
    <message>
        <source>Looking for new photos</source>
        <translation>Neue Fotos werden gesucht</translation>
    </message>
    <message>
        <source>Indexing %1</source>
        <translation>%1 wird eingelesen</translation>
    </message>
    <message>
        <source>Indexing</source>
        <translation>Fotos werden eingelesen</translation>
    </message>
    <message>
        <source>Indexing is paused</source>
        <translation>Einlesen angehalten</translation>
    </message>
    <message>
        <source>Finishing the photos in hand</source>
        <translation>Die angefangenen Fotos werden fertig</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 photos/s</source>
        <translation>%1 Fotos/s</translation>
    </message>
    <message>
        <source>Go on indexing</source>
        <translation>Weiter einlesen</translation>
    </message>
    <message>
        <source>Pause indexing</source>
        <translation>Einlesen anhalten</translation>
    </message>
    <message>
        <source>%1 is loading</source>
        <translation>%1 wird geladen</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>%1 is missing</source>
        <translation>%1 fehlt</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>Modell: %1</translation>
    </message>
    <message>
        <source>Models are in Settings</source>
        <translation>Modelle stehen in den Einstellungen</translation>
    </message>
    <message>
        <source>%1 Other models are in Settings.</source>
        <translation>%1 Andere Modelle stehen in den Einstellungen.</translation>
    </message>
    <message>
        <source>Show how far it is</source>
        <translation>Zeigen, wie weit es ist</translation>
    </message>
</context>
<context>
    <name>fovea::ui::StrengthSlider</name>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>As before</source>
        <translation>Wie zuvor</translation>
    </message>
    <message>
        <source>As taught</source>
        <translation>Wie gelehrt</translation>
    </message>
    <message>
        <source>The photos on the right follow the slider.</source>
        <translation>Die Fotos rechts folgen dem Regler.</translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachCurvesView</name>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Recall in the first five</source>
        <translation>Gefunden unter den ersten fünf</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message numerus="yes">
        <source>per epoch, %Ln epoch(s)</source>
        <translation>
            <numerusform>je Epoche, %Ln Epoche</numerusform>
            <numerusform>je Epoche, %Ln Epochen</numerusform>
        </translation>
    </message>
    <message>
        <source>learning</source>
        <translation>beim Lernen</translation>
    </message>
    <message>
        <source>kept aside</source>
        <translation>zurückgelegt</translation>
    </message>
    <message>
        <source>per epoch, on photos kept aside</source>
        <translation>je Epoche, auf zurückgelegten Fotos</translation>
    </message>
    <message>
        <source>captions</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>other</source>
        <translation>andere</translation>
    </message>
    <message>
        <source>per epoch</source>
        <translation>je Epoche</translation>
    </message>
    <message>
        <source>The curve begins with the first step.</source>
        <translation>Die Kurve beginnt mit dem ersten Schritt.</translation>
    </message>
    <message>
        <source>The first figures come after the first epoch.</source>
        <translation>Die ersten Zahlen kommen nach der ersten Epoche.</translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachMethodStep</name>
    <message>
        <source>Other methods</source>
        <translation>Andere Verfahren</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>Keep what Fovea learned as “%1”</source>
        <translation>Behalten, was Fovea als „%1“ gelernt hat</translation>
    </message>
    <message>
        <source>Searches will no longer know what was learned as “%1” while this is switched on.</source>
        <translation>Solange das eingeschaltet ist, kennen Suchen nicht mehr, was als „%1“ gelernt wurde.</translation>
    </message>
    <message>
        <source>Start anew</source>
        <translation>Neu beginnen</translation>
    </message>
    <message>
        <source>Looking at the captions to see what suits them</source>
        <translation>Die Texte werden angesehen, um das passende Verfahren zu finden</translation>
    </message>
    <message>
        <source>every parameter, and the same run as a command</source>
        <translation>jeder Parameter, und derselbe Lauf als Befehl</translation>
    </message>
    <message>
        <source>proposed: most captions have a word of your own</source>
        <translation>vorgeschlagen: die meisten Texte haben ein eigenes Wort</translation>
    </message>
    <message>
        <source>proposed for an album of this size</source>
        <translation>vorgeschlagen für ein Album dieser Größe</translation>
    </message>
    <message>
        <source>proposed for so many captions</source>
        <translation>vorgeschlagen für so viele Texte</translation>
    </message>
    <message>
        <source>proposed: this model has no last layer to adjust</source>
        <translation>vorgeschlagen: dieses Modell hat keine letzte Schicht zum Anpassen</translation>
    </message>
    <message>
        <source>stronger</source>
        <translation>stärker</translation>
    </message>
    <message>
        <source>milder</source>
        <translation>sanfter</translation>
    </message>
    <message>
        <source>quicker and stronger</source>
        <translation>schneller und stärker</translation>
    </message>
    <message>
        <source>quicker and milder</source>
        <translation>schneller und sanfter</translation>
    </message>
    <message>
        <source>slower and stronger</source>
        <translation>langsamer und stärker</translation>
    </message>
    <message>
        <source>slower and milder</source>
        <translation>langsamer und sanfter</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more, stronger</source>
        <translation>
            <numerusform>%Ln weiteres, stärker</numerusform>
            <numerusform>%Ln weitere, stärker</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more, milder</source>
        <translation>
            <numerusform>%Ln weiteres, sanfter</numerusform>
            <numerusform>%Ln weitere, sanfter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more, milder and stronger</source>
        <translation>
            <numerusform>%Ln weiteres, sanfter und stärker</numerusform>
            <numerusform>%Ln weitere, sanfter und stärker</numerusform>
        </translation>
    </message>
    <message>
        <source>Proposed: %1</source>
        <translation>Vorgeschlagen: %1</translation>
    </message>
    <message>
        <source>Proposed: %1, %2</source>
        <translation>Vorgeschlagen: %1, %2</translation>
    </message>
    <message>
        <source>Go on where it stopped</source>
        <translation>Dort weitermachen, wo es aufhörte</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Beginnen</translation>
    </message>
    <message numerus="yes">
        <source>%1 of the %Ln photo(s) are kept aside, to see afterwards whether it helped, and are learned last.</source>
        <translation>
            <numerusform>%1 von %Ln Foto wird zurückgelegt, um danach zu sehen, ob es geholfen hat, und zuletzt gelernt.</numerusform>
            <numerusform>%1 von %Ln Fotos werden zurückgelegt, um danach zu sehen, ob es geholfen hat, und zuletzt gelernt.</numerusform>
        </translation>
    </message>
    <message>
        <source>There are too few photos to keep some aside, so nobody can say afterwards how much it helped.</source>
        <translation>Es sind zu wenige Fotos, um einige zurückzulegen; daher kann danach niemand sagen, wie sehr es geholfen hat.</translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachOptionsTable</name>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Gewichtsabfall</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Share kept aside</source>
        <translation>Zurückgelegter Anteil</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>New words</source>
        <translation>Neue Wörter</translation>
    </message>
    <message>
        <source>Name of the result</source>
        <translation>Name des Ergebnisses</translation>
    </message>
    <message>
        <source>The same run as a command</source>
        <translation>Derselbe Lauf als Befehl</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Den Befehl kopieren</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>not with this method</source>
        <translation>nicht bei diesem Verfahren</translation>
    </message>
    <message>
        <source>none found</source>
        <translation>keine gefunden</translation>
    </message>
    <message>
        <source>after the album</source>
        <translation>nach dem Album</translation>
    </message>
    <message>
        <source>%1 has to be a whole number from %2 to %3.</source>
        <translation>%1 muss eine ganze Zahl von %2 bis %3 sein.</translation>
    </message>
    <message>
        <source>%1 has to be a number from %2 to %3.</source>
        <translation>%1 muss eine Zahl von %2 bis %3 sein.</translation>
    </message>
    <message>
        <source>The name of the result takes up to 64 letters, digits, dots, hyphens and underscores.</source>
        <translation>Der Name des Ergebnisses darf bis zu 64 Buchstaben ohne Umlaute, Ziffern, Punkte, Binde- und Unterstriche haben.</translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachPage</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>Teach Fovea your words</source>
        <translation>Fovea deine Wörter lehren</translation>
    </message>
    <message>
        <source>Show it photos with captions as you would write them, such as the names of your dogs. All of it stays on this computer and can be undone.</source>
        <translation>Zeig ihm Fotos mit Texten, wie du sie schreiben würdest, etwa den Namen deiner Hunde. Alles bleibt auf diesem Computer und lässt sich rückgängig machen.</translation>
    </message>
    <message>
        <source>What to learn from</source>
        <translation>Woraus gelernt wird</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Wie</translation>
    </message>
    <message>
        <source>Did it help?</source>
        <translation>Hat es geholfen?</translation>
    </message>
    <message>
        <source>You compare before and after, then decide</source>
        <translation>Du vergleichst vorher und nachher, dann entscheidest du</translation>
    </message>
    <message numerus="yes">
        <source>%1, %Ln photo(s) with captions</source>
        <translation>
            <numerusform>%1, %Ln Foto mit Text</numerusform>
            <numerusform>%1, %Ln Fotos mit Text</numerusform>
        </translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>%1, took %2</source>
        <translation>%1, dauerte %2</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Noch einmal</translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachResultStep</name>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Your captions</source>
        <translation>Deine Texte</translation>
    </message>
    <message>
        <source>Other searches</source>
        <translation>Andere Suchen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>How often a search for everyday things still finds the same photo as before</source>
        <translation>Wie oft eine Suche nach Alltäglichem noch dasselbe Foto findet wie zuvor</translation>
    </message>
    <message>
        <source>How often the photo of a caption is among the first five, for photos that were not taught</source>
        <translation>Wie oft das Foto zu einem Text unter den ersten fünf ist, bei Fotos, die nicht gelehrt wurden</translation>
    </message>
    <message>
        <source>curves of loss and of recall, run of %1</source>
        <translation>Kurven von Verlust und Treffern, Lauf von %1</translation>
    </message>
    <message>
        <source>Too few photos were kept aside to say whether it helped. Compare the photos on the right.</source>
        <translation>Es wurden zu wenige Fotos zurückgelegt, um zu sagen, ob es geholfen hat. Vergleiche die Fotos rechts.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Yes. The right photo is now among the first five for %1 captions that Fovea had not seen; before, for %2.</source>
        <translation>Ja. Das richtige Foto ist jetzt bei %1 Texten, die Fovea nicht gesehen hatte, unter den ersten fünf; vorher bei %2.</translation>
    </message>
    <message>
        <source>No difference. The right photo is among the first five for %1 captions that Fovea had not seen, as before.</source>
        <translation>Kein Unterschied. Das richtige Foto ist bei %1 Texten, die Fovea nicht gesehen hatte, unter den ersten fünf, wie zuvor.</translation>
    </message>
    <message>
        <source>No. The right photo is now among the first five for only %1 captions that Fovea had not seen; before, for %2.</source>
        <translation>Nein. Das richtige Foto ist jetzt nur bei %1 Texten, die Fovea nicht gesehen hatte, unter den ersten fünf; vorher bei %2.</translation>
    </message>
    <message>
        <source>Other searches find less than before. A lower strength harms them less.</source>
        <translation>Andere Suchen finden weniger als zuvor. Eine geringere Stärke schadet ihnen weniger.</translation>
    </message>
    <message>
        <source>Keep at this strength</source>
        <translation>In dieser Stärke behalten</translation>
    </message>
    <message>
        <source>Kept and in use. It can be switched off in Settings.</source>
        <translation>Behalten und in Gebrauch. In den Einstellungen lässt es sich abschalten.</translation>
    </message>
    <message>
        <source>Keep can be undone later in Settings.</source>
        <translation>Behalten lässt sich später in den Einstellungen rückgängig machen.</translation>
    </message>
    <message>
        <source>At 0% nothing changes, so there is nothing to keep.</source>
        <translation>Bei 0 % ändert sich nichts, also gibt es nichts zu behalten.</translation>
    </message>
    <message>
        <source>Other searches, as before</source>
        <translation>Andere Suchen, wie zuvor</translation>
    </message>
    <message>
        <source>It was stopped early, because other searches began to suffer. What was learned before is kept.</source>
        <translation>Es endete früher, weil andere Suchen zu leiden begannen. Was davor gelernt war, bleibt.</translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachRunView</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Finishing the step in hand</source>
        <translation>Der laufende Schritt wird beendet</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>Wird vorbereitet</translation>
    </message>
    <message>
        <source>Reading photos and captions</source>
        <translation>Fotos und Texte werden gelesen</translation>
    </message>
    <message>
        <source>Looking at the photos</source>
        <translation>Die Fotos werden angesehen</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>Es wird gelernt</translation>
    </message>
    <message>
        <source>Trying it out</source>
        <translation>Es wird erprobt</translation>
    </message>
    <message>
        <source>Renewing what is known of the photos</source>
        <translation>Was von den Fotos bekannt ist, wird erneuert</translation>
    </message>
    <message>
        <source>Learning is paused</source>
        <translation>Das Lernen pausiert</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>The battery is at %1%, so learning waits for the mains.</source>
        <translation>Der Akku ist bei %1 %, daher wartet das Lernen auf Netzstrom.</translation>
    </message>
    <message>
        <source>The battery is low, so learning waits for the mains.</source>
        <translation>Der Akku ist schwach, daher wartet das Lernen auf Netzstrom.</translation>
    </message>
    <message>
        <source>The computer is hot, so learning takes it slower for a while.</source>
        <translation>Der Computer ist heiß, daher geht das Lernen eine Weile langsamer.</translation>
    </message>
    <message>
        <source>Go on all the same</source>
        <translation>Trotzdem weiter</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Reading the captions</source>
        <translation>Die Texte werden gelesen</translation>
    </message>
    <message>
        <source>Looking at captions and photos</source>
        <translation>Texte und Fotos werden angesehen</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln photo(s)</source>
        <translation>
            <numerusform>%1 von %Ln Foto</numerusform>
            <numerusform>%1 von %Ln Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln caption(s)</source>
        <translation>
            <numerusform>%1 von %Ln Text</numerusform>
            <numerusform>%1 von %Ln Texten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln caption(s) and photos</source>
        <translation>
            <numerusform>%1 von %Ln Text und Fotos</numerusform>
            <numerusform>%1 von %Ln Texten und Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln step(s)</source>
        <translation>
            <numerusform>%1 von %Ln Schritt</numerusform>
            <numerusform>%1 von %Ln Schritten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln strength(s)</source>
        <translation>
            <numerusform>%1 von %Ln Stärke</numerusform>
            <numerusform>%1 von %Ln Stärken</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachSourceChooser</name>
    <message>
        <source>Album</source>
        <translation>Album</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Caption file</source>
        <translation>Textdatei</translation>
    </message>
    <message>
        <source>Learn from</source>
        <translation>Lernen aus</translation>
    </message>
    <message>
        <source>Which one</source>
        <translation>Welches</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>A table (.csv, .tsv) with the columns file and caption, or COCO captions (.json)</source>
        <translation>Eine Tabelle (.csv, .tsv) mit den Spalten file und caption, oder COCO-Texte (.json)</translation>
    </message>
    <message>
        <source>No album yet</source>
        <translation>Noch kein Album</translation>
    </message>
    <message>
        <source>Choose an album</source>
        <translation>Album wählen</translation>
    </message>
    <message>
        <source>Another folder…</source>
        <translation>Anderer Ordner…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Choose a folder with captioned photos</source>
        <translation>Ordner mit beschriebenen Fotos wählen</translation>
    </message>
    <message>
        <source>Choose a file with captions</source>
        <translation>Datei mit Texten wählen</translation>
    </message>
    <message>
        <source>Captions (%1)</source>
        <translation>Texte (%1)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachSourceStep</name>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>No caption</source>
        <translation>Ohne Text</translation>
    </message>
    <message>
        <source>Equal</source>
        <translation>Gleich</translation>
    </message>
    <message>
        <source>Which photos</source>
        <translation>Welche Fotos</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Photos that look much like one with a caption would get its caption; each can be declined or written over</source>
        <translation>Fotos, die einem mit Text sehr ähneln, bekämen dessen Text; jeder lässt sich ablehnen oder überschreiben</translation>
    </message>
    <message>
        <source>Enter goes to the next caption</source>
        <translation>Eingabe geht zum nächsten Text</translation>
    </message>
    <message>
        <source>No album yet</source>
        <translation>Noch kein Album</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Reading the captions</source>
        <translation>Die Texte werden gelesen</translation>
    </message>
    <message>
        <source>, all with a caption</source>
        <translation>, alle mit Text</translation>
    </message>
    <message numerus="yes">
        <source>, %Ln with a caption</source>
        <translation>
            <numerusform>, %Ln mit Text</numerusform>
            <numerusform>, %Ln mit Text</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %Ln caption(s) are equal</source>
        <translation>
            <numerusform>, %Ln Text ist gleich</numerusform>
            <numerusform>, %Ln Texte sind gleich</numerusform>
        </translation>
    </message>
    <message>
        <source>No caption %1</source>
        <translation>Ohne Text %1</translation>
    </message>
    <message>
        <source>Equal %1</source>
        <translation>Gleich %1</translation>
    </message>
    <message numerus="yes">
        <source>Confirm %Ln proposal(s)</source>
        <translation>
            <numerusform>%Ln Vorschlag bestätigen</numerusform>
            <numerusform>%Ln Vorschläge bestätigen</numerusform>
        </translation>
    </message>
    <message>
        <source>Write a caption for a few photos: at least two are needed, twenty or more teach well.</source>
        <translation>Schreib zu einigen Fotos einen Text: mindestens zwei sind nötig, mit zwanzig und mehr lernt es gut.</translation>
    </message>
    <message numerus="yes">
        <source>The %Ln photo(s) without a caption are left out.</source>
        <translation>
            <numerusform>Das %Ln Foto ohne Text bleibt weg.</numerusform>
            <numerusform>Die %Ln Fotos ohne Text bleiben weg.</numerusform>
        </translation>
    </message>
    <message>
        <source>These captions cannot be read</source>
        <translation>Diese Texte lassen sich nicht lesen</translation>
    </message>
    <message>
        <source>Select photos that belong together, such as those of one dog, and add them to an album; or learn from a whole folder.</source>
        <translation>Wähle Fotos aus, die zusammengehören, etwa die eines Hundes, und füge sie einem Album hinzu; oder lass aus einem ganzen Ordner lernen.</translation>
    </message>
    <message>
        <source>Learn from a folder</source>
        <translation>Aus einem Ordner lernen</translation>
    </message>
    <message>
        <source>Captions from a file</source>
        <translation>Texte aus einer Datei</translation>
    </message>
    <message>
        <source>A table with the columns file and caption, one photo a line, or COCO captions.</source>
        <translation>Eine Tabelle mit den Spalten file und caption, ein Foto je Zeile, oder COCO-Texte.</translation>
    </message>
    <message>
        <source>Choose the file</source>
        <translation>Die Datei wählen</translation>
    </message>
    <message>
        <source>The photos are looked for beside it</source>
        <translation>Die Fotos werden neben ihr gesucht</translation>
    </message>
    <message>
        <source>No photos in %1</source>
        <translation>Keine Fotos in %1</translation>
    </message>
    <message>
        <source>Select photos, then drag them onto the album in the sidebar.</source>
        <translation>Wähle Fotos aus und zieh sie in der Seitenleiste auf das Album.</translation>
    </message>
    <message>
        <source>Fovea found no picture there that it can read.</source>
        <translation>Fovea fand dort kein Bild, das es lesen kann.</translation>
    </message>
    <message>
        <source>Folder names, captions in the photos and text files count</source>
        <translation>Ordnernamen, Texte in den Fotos und Textdateien zählen</translation>
    </message>
</context>
<context>
    <name>fovea::ui::Viewer</name>
    <message>
        <source>Similar photos</source>
        <translation>Ähnliche Fotos</translation>
    </message>
    <message>
        <source>Photos around this one</source>
        <translation>Fotos um dieses herum</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>Which photo of how many, &quot;3 of 19&quot;</extracomment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1%</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Loading the photo…</source>
        <translation>Foto wird geladen …</translation>
    </message>
    <message>
        <source>Back (Esc)</source>
        <translation>Zurück (Esc)</translation>
    </message>
    <message>
        <source>Fit to window (0)</source>
        <translation>Ans Fenster anpassen (0)</translation>
    </message>
    <message>
        <source>Find similar photos</source>
        <translation>Ähnliche Fotos finden</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Copy (Ctrl+C)</source>
        <translation>Kopieren (Strg+C)</translation>
    </message>
    <message>
        <source>About this photo (I)</source>
        <translation>Über dieses Foto (I)</translation>
    </message>
</context>
<context>
    <name>fovea::ui::ViewerCanvas</name>
    <message>
        <source>Previous photo</source>
        <translation>Voriges Foto</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>Nächstes Foto</translation>
    </message>
</context>
<context>
    <name>fovea::ui::ViewerPanel</name>
    <message>
        <source>About this photo</source>
        <translation>Über dieses Foto</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Aufgenommen</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Keywords</source>
        <translation>Schlagwörter</translation>
    </message>
</context>
<context>
    <name>fovea::ui::ViewerStrip</name>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
</context>
</TS>
