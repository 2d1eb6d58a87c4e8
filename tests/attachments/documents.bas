' Makes one document of every kind with LibreOffice: plain, behind a password, and with a macro.
Function Named(title, content)
  Dim made As New com.sun.star.beans.PropertyValue
  made.Name = title
  made.Value = content
  Named = made
End Function

Function Entry(title, content)
  Dim made As New com.sun.star.beans.NamedValue
  made.Name = title
  made.Value = content
  Entry = made
End Function

Sub Store(document, address, filter)
  document.storeToURL(address, Array(Named("FilterName", filter)))
End Sub

Sub StoreLocked(document, address, filter)
  document.storeToURL(address, Array(Named("FilterName", filter), Named("Password", "bi mat")))
End Sub

Sub StoreLockedOffice(document, address, filter)
  key = Array(Entry("OOXPassword", "bi mat"), Entry("CryptoType", "Standard"))
  document.storeToURL(address, Array(Named("FilterName", filter), Named("EncryptionData", key)))
End Sub

Function Fresh(kind)
  document = StarDesktop.loadComponentFromURL("private:factory/" & kind, "_blank", 0, Array(Named("Hidden", True)))
  document.DocumentProperties.Author = "Nguyễn Văn A"
  document.DocumentProperties.ModifiedBy = "Nguyễn Văn A"
  document.DocumentProperties.Title = "Tên máy của A"
  Fresh = document
End Function

Sub AddMacro(document)
  document.BasicLibraries.VBACompatibilityMode = True
  document.BasicLibraries.getByName("Standard").insertByName("Module1", "Sub AutoOpen" & Chr(10) & "End Sub")
End Sub

Sub MakeText(folder)
  document = Fresh("swriter")
  For n = 1 To 40
    document.Text.insertString(document.Text.End, "Hồ sơ sáng kiến: máy lọc nước." & Chr(10), False)
  Next
  Store(document, folder & "pdf", "writer_pdf_Export")
  document.RecordChanges = True
  document.Text.insertString(document.Text.End, "Câu sửa sau.", False)
  Store(document, folder & "odt", "writer8")
  Store(document, folder & "docx", "MS Word 2007 XML")
  Store(document, folder & "doc", "MS Word 97")
  StoreLocked(document, folder & "locked.odt", "writer8")
  StoreLockedOffice(document, folder & "locked.docx", "MS Word 2007 XML")
  StoreLocked(document, folder & "locked.doc", "MS Word 97")
  AddMacro(document)
  Store(document, folder & "macro.odt", "writer8")
  document.close(True)
End Sub

Sub MakeTable(folder)
  document = Fresh("scalc")
  sheet = document.Sheets.getByIndex(0)
  sheet.getCellByPosition(0, 0).String = "Chi phí"
  sheet.Annotations.insertNew(sheet.getCellByPosition(0, 0).CellAddress, "Góp ý")
  Store(document, folder & "ods", "calc8")
  Store(document, folder & "xlsx", "Calc MS Excel 2007 XML")
  Store(document, folder & "xls", "MS Excel 97")
  StoreLocked(document, folder & "locked.ods", "calc8")
  StoreLockedOffice(document, folder & "locked.xlsx", "Calc MS Excel 2007 XML")
  StoreLocked(document, folder & "locked.xls", "MS Excel 97")
  AddMacro(document)
  Store(document, folder & "macro.xlsm", "Calc MS Excel 2007 VBA XML")
  document.close(True)
End Sub

Sub MakeSlides(folder)
  document = Fresh("simpress")
  Store(document, folder & "odp", "impress8")
  Store(document, folder & "pptx", "Impress MS PowerPoint 2007 XML")
  Store(document, folder & "ppt", "MS PowerPoint 97")
  StoreLockedOffice(document, folder & "locked.pptx", "Impress MS PowerPoint 2007 XML")
  document.close(True)
End Sub

Sub All(address)
  MakeText(address)
  MakeTable(address)
  MakeSlides(address)
End Sub
